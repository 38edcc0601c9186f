package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.concurrent.CompletionException;

/** The HTTP server of a broker: the admin interface below {@code /admin/}, the ingress elsewhere. */
final class BrokerServer {

    /** As the Kafka broker's: longer headers are answered with 431. */
    private static final int MAX_HEADER_BYTES = 8192;

    private final HttpServer server;
    private final URI address;

    private BrokerServer(HttpServer server, URI address) {
        this.server = server;
        this.address = address;
    }

    /** Listens; all requests are handled on {@code context}. */
    static BrokerServer start(Vertx vertx, Context context, BrokerSettings settings, Ingress ingress, Admin admin) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2ClearTextEnabled(false));
        server.requestHandler(request -> route(request, ingress, admin, context));
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
        if (path != null && path.startsWith(Admin.PREFIX)) {
            admin.handle(request, context);
        } else {
            ingress.handle(request, context);
        }
    }

    URI address() {
        return address;
    }

    void close() {
        Contexts.await(server.close());
    }
}
