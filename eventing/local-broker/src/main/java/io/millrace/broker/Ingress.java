package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@code POST /{namespace}/{broker}}. An event gets 202 when it is on the disk, or later where {@link BrokerRules#answersAfterDelivery}. Statuses are those of
 * the real brokers (measured).
 */
final class Ingress {

    private static final long MAX_WAITING_BYTES = 64L << 20;

    private final String path;
    private final int maxBodyBytes;
    private final long bodyMillis;
    private final BrokerRules rules;
    private final Router router;
    private final Journal journal;
    private final Receipts receipts;
    private final BodyBudget budget = new BodyBudget(MAX_WAITING_BYTES);
    private final LongAdder accepted = new LongAdder();

    Ingress(
            String path,
            BrokerSettings settings,
            BrokerRules rules,
            Router router,
            Journal journal,
            Receipts receipts) {
        this.path = path;
        this.maxBodyBytes = settings.maxBodyBytes();
        this.bodyMillis = settings.bodyTime().toMillis();
        this.rules = rules;
        this.router = router;
        this.journal = journal;
        this.receipts = receipts;
    }

    static String path(String namespace, String broker) {
        return "/" + namespace + "/" + broker;
    }

    String path() {
        return path;
    }

    long accepted() {
        return accepted.sum();
    }

    void handle(HttpServerRequest request, Context context) {
        HttpServerResponse response = request.response();
        String asked = request.path();
        if (!path.equals(asked) && !(path + "/").equals(asked)) {
            HttpProblems.answer(
                    response,
                    rules.otherPathStatus(asked == null ? "/" : asked),
                    "broker-unknown",
                    "There is no broker at this path. Post events to " + path + ".");
        } else if (request.method().equals(HttpMethod.OPTIONS) && rules.optionsStatus() == 200) {
            response.putHeader(HttpHeaders.ALLOW, "POST, OPTIONS").end();
        } else if (!request.method().equals(HttpMethod.POST)) {
            HttpProblems.answer(response, 405, "method-not-allowed", "Send events with POST.");
        } else {
            receive(request, context);
        }
    }

    /** Reads all of a body that can't be taken, and keeps none of it: a sender that is cut off would not see the answer. */
    private void receive(HttpServerRequest request, Context context) {
        Buffer body = Buffer.buffer();
        BodyBudget.Share share = budget.share();
        long[] size = {0};
        boolean[] busy = {false};
        Vertx vertx = context.owner();
        long timer = vertx.setTimer(bodyMillis, id -> {
            share.release();
            giveUp(request);
        });
        request.exceptionHandler(gone -> {
            vertx.cancelTimer(timer);
            share.release();
        });
        request.handler(part -> {
            size[0] += part.length();
            if (size[0] < maxBodyBytes && !busy[0]) {
                busy[0] = !share.take(part.length());
                body.appendBuffer(part);
            }
        });
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            if (size[0] >= maxBodyBytes) {
                share.release();
                HttpProblems.answer(
                        request.response(),
                        rules.tooLargeStatus(),
                        "event-too-large",
                        "The event has " + size[0] + " bytes; the limit is " + (maxBodyBytes - 1)
                                + ". Send large things by reference.");
            } else if (busy[0]) {
                share.release();
                HttpProblems.answer(
                        request.response(),
                        503,
                        "broker-busy",
                        "More events come in than the disk can take. Send it again later.");
            } else {
                take(request, body, share, context);
            }
        });
    }

    /** A sender that stalls would hold its share of the memory as long as it likes. The rest of its body is no next request. */
    private void giveUp(HttpServerRequest request) {
        request.handler(part -> {}).endHandler(ended -> {}).exceptionHandler(gone -> {});
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        HttpProblems.answer(
                request.response(),
                408,
                "event-too-slow",
                "The event's data did not come within " + bodyMillis + " ms. Send it again.");
    }

    private void take(HttpServerRequest request, Buffer body, BodyBudget.Share share, Context context) {
        try {
            Event event = rules.admitted(EventDecoder.decode(request.headers(), body));
            journal.submit(new Intake(router.append(event), request.response(), share, context));
        } catch (ProblemException e) {
            share.release();
            HttpProblems.answer(request.response(), e.problem());
        }
    }

    private final class Intake implements Journal.Change {
        private final Lane.Settlement append;
        private final HttpServerResponse response;
        private final BodyBudget.Share share;
        private final Context context;

        Intake(Lane.Settlement append, HttpServerResponse response, BodyBudget.Share share, Context context) {
            this.append = append;
            this.response = response;
            this.share = share;
            this.context = context;
        }

        @Override
        public void apply(EventStore store) {
            append.apply(store);
        }

        @Override
        public void durable() {
            share.release();
            accepted.increment();
            if (rules.answersAfterDelivery()) {
                receipts.await(append.successors(), delivered -> answer(delivered && append.delivered()));
                append.durable();
            } else {
                append.durable();
                answer(true);
            }
        }

        private void answer(boolean delivered) {
            context.runOnContext(ignored -> {
                if (!delivered) {
                    HttpProblems.answer(
                            response,
                            500,
                            "event-undelivered",
                            "The event is kept, but a Trigger could not deliver it, and no dead-letter sink took it.");
                } else if (!response.closed()) {
                    response.setStatusCode(202).end();
                }
            });
        }

        @Override
        public void failed(Problem why) {
            share.release();
            context.runOnContext(
                    ignored -> HttpProblems.answer(response, rules.unstoredStatus(), why.code(), why.detail()));
        }
    }
}
