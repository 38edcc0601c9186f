package io.millrace.broker;

import io.millrace.broker.BrokerRules.Exchange;
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
import org.jspecify.annotations.Nullable;

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
    private final BrokerRules rules;
    private final AnswerReader answers;

    /** @param timeout from here on an attempt counts as unanswered; null for never */
    Subscriber(
            Vertx vertx,
            URI uri,
            String namespace,
            BrokerSettings settings,
            @Nullable Duration timeout,
            BrokerRules rules) {
        this.vertx = vertx;
        this.uri = uri;
        this.timeoutMillis = timeout == null ? 0 : timeout.toMillis();
        this.maxBodyBytes = settings.maxBodyBytes();
        this.rules = rules;
        this.answers = new AnswerReader(rules);
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(settings.maxInFlight()));
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

    /**
     * Makes one attempt. The future never fails; it completes on the caller's context.
     *
     * @param stored the event as it is kept
     * @param sent the event as it is sent
     */
    Future<Outcome> post(Event stored, Event sent, boolean atSink) {
        Promise<Outcome> outcome = Promise.promise();
        Attempt attempt = new Attempt(new Exchange(uri, stored, atSink), outcome);
        client.request(request).onComplete(connected -> {
            if (connected.failed()) {
                attempt.unanswered(connected.cause());
            } else {
                attempt.send(connected.result(), sent);
            }
        });
        return outcome.future();
    }

    void close() {
        client.close();
    }

    private static void writeHeaders(Event event, HttpClientRequest to) {
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
            String name = attribute.getKey();
            to.putHeader(
                    name.equals("datacontenttype") ? "content-type" : "ce-" + name,
                    HeaderText.of(attribute.getValue()));
        }
    }

    /** One request, which ends once: with its answer, an error, or the time limit. */
    private final class Attempt {
        private static final long NO_TIMER = -1;

        private final Exchange exchange;
        private final Promise<Outcome> outcome;
        private final long timer;
        private Runnable cancel = () -> {};

        Attempt(Exchange exchange, Promise<Outcome> outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
            this.timer = timeoutMillis == 0 ? NO_TIMER : vertx.setTimer(timeoutMillis, id -> timedOut());
        }

        private void timedOut() {
            end(rules.timedOut(exchange, "the subscriber " + uri + " did not answer within " + timeoutMillis + " ms"));
            cancel.run();
        }

        void unanswered(Throwable cause) {
            String reason = cause instanceof ConnectException
                    ? "the subscriber " + uri + " can't be reached"
                    : "the subscriber " + uri + " did not answer (" + cause.getMessage() + ")";
            end(rules.unanswered(exchange, reason));
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
                end(Outcome.Refused.finallyBecause(uri, "an attribute can't be sent as a header: " + e.getMessage()));
                return;
            }
            to.exceptionHandler(this::unanswered);
            to.send(Buffer.buffer(event.data())).onComplete(answered -> {
                if (answered.failed()) {
                    unanswered(answered.cause());
                } else {
                    read(answered.result());
                }
            });
        }

        private void read(HttpClientResponse answer) {
            Buffer body = Buffer.buffer();
            answer.exceptionHandler(this::unanswered);
            answer.handler(part -> {
                body.appendBuffer(part);
                if (body.length() >= maxBodyBytes) {
                    end(tooLarge(answer));
                    cancel.run();
                }
            });
            answer.endHandler(ended -> end(answers.read(exchange, answer.statusCode(), answer.headers(), body)));
        }

        private Outcome tooLarge(HttpClientResponse answer) {
            int status = answer.statusCode();
            return new Outcome.Refused(
                    status,
                    AnswerReader.retryable(status),
                    "the subscriber answered " + status + " with " + maxBodyBytes + " bytes or more",
                    ErrorExtensions.of(uri.toString(), status));
        }

        void end(Outcome result) {
            if (outcome.tryComplete(result)) {
                vertx.cancelTimer(timer);
            }
        }
    }
}
