package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** The HTTP server of a broker: the admin interface below {@code /admin/}, the ingress elsewhere. */
final class BrokerServer {

    /** The paths at which Knative's ingresses say that they are up; here as long as the process listens. */
    private static final Set<String> PROBES = Set.of("/healthz", "/readyz");

    private static final long LINGER_MILLIS = 1000;

    private final HttpServer server;
    private final URI address;

    private BrokerServer(HttpServer server, URI address) {
        this.server = server;
        this.address = address;
    }

    /** Listens; all requests are handled on {@code context}. */
    static BrokerServer start(
            Vertx vertx, Context context, BrokerSettings settings, int maxHeaderBytes, Ingress ingress, Admin admin) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setMaxHeaderSize(maxHeaderBytes)
                .setHttp2ClearTextEnabled(false));
        server.requestHandler(request -> route(request, ingress, admin, context));
        server.invalidRequestHandler(request -> refuse(request, maxHeaderBytes, vertx));
        Promise<HttpServer> listening = Promise.promise();
        context.runOnContext(ignored -> server.listen().onComplete(listening));
        try {
            Contexts.await(listening.future());
        } catch (CompletionException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "broker-address-unusable",
                            "The broker can't listen on " + settings.host() + ":" + settings.port() + " ("
                                    + e.getCause() + "). Choose another port."),
                    e);
        }
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return new BrokerServer(server, URI.create("http://" + host + ":" + server.actualPort()));
    }

    private static void route(HttpServerRequest request, Ingress ingress, Admin admin, Context context) {
        String path = request.path();
        if (request.method().equals(HttpMethod.GET) && PROBES.contains(String.valueOf(path))) {
            request.response().end();
        } else if (path != null && path.startsWith(Admin.PREFIX)) {
            admin.handle(request, context);
        } else {
            ingress.handle(request, context);
        }
    }

    /**
     * What the HTTP decoder gave up on. The connection has no next request, and says so. It is closed a little later: a sender that still sends its body would
     * not see the answer.
     */
    private static void refuse(HttpServerRequest request, int maxHeaderBytes, Vertx vertx) {
        Throwable cause = request.decoderResult().cause();
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        if (cause instanceof TooLongHttpHeaderException) {
            HttpProblems.answer(
                    request.response(),
                    431,
                    "headers-too-long",
                    "The headers are longer than " + maxHeaderBytes + " bytes. Send large things as data.");
        } else if (cause instanceof TooLongHttpLineException) {
            HttpProblems.answer(request.response(), 414, "path-too-long", "The request's first line is too long.");
        } else {
            HttpProblems.answer(request.response(), 400, "request-invalid", "This is not an HTTP request.");
        }
        vertx.setTimer(LINGER_MILLIS, id -> request.connection().close());
    }

    URI address() {
        return address;
    }

    void close() {
        Contexts.await(server.close());
    }
}
