package io.millrace.broker;

import io.millrace.core.access.ThisMachine;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
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
        boolean ofThisMachine = ThisMachine.isName(settings.host());
        server.requestHandler(request -> {
            if (ofThisMachine && isOfAPageElsewhere(request)) {
                String detail = "This broker is asked by programs of this machine, and by no page of another.";
                HttpProblems.answer(request.response(), 403, "caller-elsewhere", detail);
            } else {
                route(request, ingress, admin, context);
            }
        });
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

    private static boolean isOfAPageElsewhere(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        return (asked != null && !ThisMachine.isName(asked.host()))
                || !ThisMachine.isOrigin(request.getHeader(HttpHeaders.ORIGIN));
    }

    /** What the HTTP decoder gave up on. The connection has no next request, and says so. */
    private static void refuse(HttpServerRequest request, int maxHeaderBytes, Vertx vertx) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpHeaderException) {
            String detail = "The headers are longer than " + maxHeaderBytes + " bytes. Send large things as data.";
            answerAndLinger(request.response(), 431, "headers-too-long", detail, vertx);
        } else if (cause instanceof TooLongHttpLineException) {
            answerAndLinger(request.response(), 414, "path-too-long", "The request's first line is too long.", vertx);
        } else {
            answerAndLinger(request.response(), 400, "request-invalid", "This is not an HTTP request.", vertx);
        }
    }

    /**
     * Vert.x closes the connection with the end of this answer, upon which a sender that still sends its body would not see it. So all of the answer is written,
     * and its end comes later (RFC 9112 §9.6).
     */
    private static void answerAndLinger(
            HttpServerResponse response, int status, String code, String detail, Vertx vertx) {
        Buffer body = Buffer.buffer(HttpProblems.body(status, code, detail));
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        var _ = response.write(body);
        vertx.setTimer(LINGER_MILLIS, id -> {
            if (!response.closed()) {
                response.end();
            }
        });
    }

    URI address() {
        return address;
    }

    void close() {
        Contexts.await(server.close());
    }
}
