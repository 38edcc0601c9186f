package io.millrace.broker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Posts events to one address in binary mode, over connections that stay open. Each has a pool of its own, so that a slow subscriber doesn't hold up another
 * one behind the same address.
 */
final class Subscriber {

    private static final CharSequence PREFER = HttpHeaders.createOptimized("prefer");
    private static final CharSequence REPLY = HttpHeaders.createOptimized("reply");
    private static final CharSequence NAMESPACE = HttpHeaders.createOptimized("kn-namespace");
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions request;
    private final URI uri;
    private final long timeoutMillis;
    private final int maxBodyBytes;

    /**
     * @param connections the most connections, thus requests, at once
     * @param timeout from here on an attempt counts as unanswered
     * @param maxBodyBytes from here on an answer is too large to be a reply
     */
    Subscriber(Vertx vertx, URI uri, String namespace, int connections, Duration timeout, int maxBodyBytes) {
        this.vertx = vertx;
        this.uri = uri;
        this.timeoutMillis = timeout.toMillis();
        this.maxBodyBytes = maxBodyBytes;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(connections));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(uri.toString())
                .setFollowRedirects(false)
                .putHeader(PREFER, REPLY)
                .putHeader(NAMESPACE, namespace);
    }

    URI uri() {
        return uri;
    }

    /** Makes one attempt. The future never fails; it completes on the caller's context. */
    Future<Outcome> post(Event event) {
        Promise<Outcome> outcome = Promise.promise();
        Attempt attempt = new Attempt(outcome);
        client.request(request).onComplete(connected -> {
            if (connected.failed()) {
                attempt.end(unanswered(connected.cause()));
            } else {
                attempt.send(connected.result(), event);
            }
        });
        return outcome.future();
    }

    void close() {
        client.close();
    }

    private Outcome unanswered(Throwable cause) {
        String reason = cause instanceof ConnectException
                ? "the subscriber " + uri + " can't be reached"
                : "the subscriber " + uri + " did not answer (" + cause.getMessage() + ")";
        return Outcome.Refused.unanswered(reason);
    }

    private static void writeHeaders(Event event, HttpClientRequest to) {
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
            String name = attribute.getKey();
            to.putHeader(name.equals("datacontenttype") ? "content-type" : "ce-" + name, attribute.getValue());
        }
    }

    /** One request, which ends once: with its answer, an error, or the time limit. */
    private final class Attempt {
        private final Promise<Outcome> outcome;
        private final long timer;
        private Runnable cancel = () -> {};

        Attempt(Promise<Outcome> outcome) {
            this.outcome = outcome;
            this.timer = vertx.setTimer(timeoutMillis, id -> {
                end(Outcome.Refused.unanswered(
                        "the subscriber " + uri + " did not answer within " + timeoutMillis + " ms"));
                cancel.run();
            });
        }

        void send(HttpClientRequest to, Event event) {
            cancel = () -> to.reset();
            if (outcome.future().isComplete()) {
                to.reset();
                return;
            }
            try {
                writeHeaders(event, to);
            } catch (IllegalArgumentException e) {
                to.reset();
                end(Outcome.Refused.finallyBecause("an attribute can't be sent as a header: " + e.getMessage()));
                return;
            }
            to.exceptionHandler(cause -> end(unanswered(cause)));
            to.send(Buffer.buffer(event.data())).onComplete(answered -> {
                if (answered.failed()) {
                    end(unanswered(answered.cause()));
                } else {
                    read(answered.result());
                }
            });
        }

        private void read(HttpClientResponse answer) {
            Buffer body = Buffer.buffer();
            answer.exceptionHandler(cause -> end(unanswered(cause)));
            answer.handler(part -> {
                body.appendBuffer(part);
                if (body.length() >= maxBodyBytes) {
                    end(tooLarge(answer));
                    cancel.run();
                }
            });
            answer.endHandler(ended -> end(AnswerReader.read(answer.statusCode(), answer.headers(), body)));
        }

        private Outcome tooLarge(HttpClientResponse answer) {
            int status = answer.statusCode();
            return new Outcome.Refused(
                    status,
                    AnswerReader.retryable(status),
                    "the subscriber answered " + status + " with " + maxBodyBytes + " bytes or more",
                    "",
                    Map.of());
        }

        void end(Outcome result) {
            if (outcome.tryComplete(result)) {
                vertx.cancelTimer(timer);
            }
        }
    }
}
