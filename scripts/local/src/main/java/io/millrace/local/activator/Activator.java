package io.millrace.local.activator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The address of one function: a proxy that holds each request until the function's process has a place for it, and starts that process where there is none.
 * Answers 503 where too many wait or the process does not start, 502 where it dies over a request, and 504 when the time of a request is over.
 */
public final class Activator {

    /** As large as the broker's largest. */
    private static final int MAX_HEADER_BYTES = 1 << 16;

    private static final int MAX_CONNECTIONS = 1000;
    private static final String CONNECTED = "connected";

    private final Vertx vertx;
    private final Context context;
    private final Activation activation;
    private final FunctionLimits limits;
    private final HttpClient client;
    private final HttpServer server;

    private Activator(
            String name,
            Vertx vertx,
            Context context,
            FunctionProcess.Starter starter,
            FunctionLimits limits,
            int port) {
        this.vertx = vertx;
        this.context = context;
        this.limits = limits;
        this.activation = new Activation(name, vertx, context, starter, limits);
        this.client =
                vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setHttp2ClearTextEnabled(false));
        server.requestHandler(HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(exchange -> Future.succeededFuture(exchange.get(CONNECTED, HttpClientRequest.class)))
                .addInterceptor(new Admission()));
    }

    /**
     * Listens on a port of the loopback interface.
     *
     * @param context on which all of it is done
     * @param port 0 for any free one
     */
    public static Future<Activator> start(
            String name,
            Vertx vertx,
            Context context,
            FunctionProcess.Starter starter,
            FunctionLimits limits,
            int port) {
        Activator activator = new Activator(name, vertx, context, starter, limits, port);
        Promise<HttpServer> listening = Promise.promise();
        context.runOnContext(ignored -> activator.server.listen().onComplete(listening));
        return listening.future().map(activator);
    }

    /** Where the function is asked, with a slash at its end. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    /** To be called on its context. */
    public FunctionState state() {
        return activation.state();
    }

    /** Takes no more, gives what is under way {@code patience} to end, and ends the process. Completes when that is gone. */
    public Future<Void> stop(Duration patience) {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(ignored -> activation
                .drain(patience)
                .eventually(() -> activation.end())
                .eventually(() -> server.close())
                .onComplete(stopped));
        return stopped.future();
    }

    /** Holds each request until it has a place, and gives the place back when the answer has ended, however it did. */
    private final class Admission implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext exchange) {
            Passage passage = new Passage(exchange);
            passage.begin();
            return passage.answer.future();
        }
    }

    /** One request on its way. */
    private final class Passage {

        private final ProxyContext exchange;
        private final HttpServerResponse response;
        private final Promise<ProxyResponse> answer = Promise.promise();
        private final long timer;
        private Activation.@Nullable Place place;
        private boolean over;

        Passage(ProxyContext exchange) {
            this.exchange = exchange;
            this.response = exchange.request().proxiedRequest().response();
            this.timer = vertx.setTimer(limits.timeout().toMillis(), id -> timedOut());
        }

        void begin() {
            response.endHandler(ended -> end());
            enter();
        }

        private void enter() {
            activation.enter().onComplete(entered -> {
                if (entered.failed()) {
                    refuse(503, entered.cause());
                    return;
                }
                place = entered.result();
                if (over) {
                    // Who asked has gone, or waited too long.
                    giveBack();
                    return;
                }
                connect(entered.result());
            });
        }

        /** Nothing has been sent yet, so where the process is gone this waits for the next. */
        private void connect(Activation.Place into) {
            Future<HttpClientRequest> connecting =
                    client.request(new RequestOptions().setHost("127.0.0.1").setPort(into.port()));
            connecting.onComplete(connected -> {
                if (over) {
                    connecting.onSuccess(request -> request.reset());
                } else if (connected.failed()) {
                    place = null;
                    into.leaveDead();
                    enter();
                } else {
                    send(connected.result());
                }
            });
        }

        private void send(HttpClientRequest connected) {
            ProxyRequest request = exchange.request();
            // The name that was asked for: by it the function tells whether a browser's page may ask.
            if (request.proxiedRequest().authority() != null) {
                request.setAuthority(request.proxiedRequest().authority());
            }
            exchange.set(CONNECTED, connected);
            exchange.sendRequest().onComplete(answered -> {
                if (answered.failed()) {
                    refuse(
                            502,
                            new NoPlaceException("function-died", "the function's process ended over this request"));
                } else {
                    answer.tryComplete(answered.result());
                }
            });
        }

        private void timedOut() {
            refuse(
                    504,
                    new NoPlaceException("function-too-slow", "there was no whole answer within " + limits.timeout()));
            HttpClientRequest sent = exchange.get(CONNECTED, HttpClientRequest.class);
            if (sent != null) {
                sent.reset();
            }
            if (response.headWritten()) {
                // The rest won't come: who reads must not take what there is for all.
                exchange.request().proxiedRequest().connection().close();
            }
        }

        private void refuse(int status, Throwable reason) {
            String code = reason instanceof NoPlaceException known ? known.code() : "internal";
            Buffer problem = Buffer.buffer(JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "urn:millrace:problem:" + code)
                    .put("title", code.replace('-', ' '))
                    .put("status", status)
                    .put("detail", reason.getMessage())
                    .toString());
            if (!answer.future().isComplete()) {
                answer.tryComplete(exchange.request()
                        .release()
                        .response()
                        .setStatusCode(status)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                        .setBody(Body.body(problem)));
            }
        }

        private void end() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                giveBack();
            }
        }

        private void giveBack() {
            if (place != null) {
                place.leave();
                place = null;
            }
        }
    }
}
