package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.TriggerSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The rules of Knative's Kafka broker, as measured on real ones (1.22 and 1.23); the queue stands for the partition, of which there is one. */
final class KafkaRules implements BrokerRules {

    private static final int MAX_HEADER_BYTES = 8192;
    private static final String KNE = "kne-";

    @Override
    public int tooLargeStatus() {
        return 503;
    }

    @Override
    public int unstoredStatus() {
        return 503;
    }

    @Override
    public int maxHeaderBytes() {
        return MAX_HEADER_BYTES;
    }

    @Override
    public int otherPathStatus(String path) {
        return 404;
    }

    @Override
    public int optionsStatus() {
        return 405;
    }

    @Override
    public Event admitted(Event event) {
        return event;
    }

    @Override
    public boolean answersAfterDelivery() {
        return false;
    }

    @Override
    public boolean ordered(TriggerSpec trigger) {
        return trigger.ordered();
    }

    @Override
    public Event outgoing(Stored stored) {
        return stored.event().with(place(stored));
    }

    @Override
    public Event deadLetter(Stored stored, Outcome.Refused why) {
        return outgoing(stored).with(why.extensions());
    }

    private static Map<String, String> place(Stored stored) {
        return Map.of("knativekafkapartition", "0", "knativekafkaoffset", String.valueOf(stored.sequence()));
    }

    @Override
    public Outcome noEvent(Exchange exchange, int status) {
        return exchange.atSink()
                ? new Outcome.Taken()
                : finallyRefused(exchange, "the subscriber answered " + status + " with a body that is no event");
    }

    @Override
    public Outcome replied(Exchange exchange, Event reply) {
        return new Outcome.Replied(reply);
    }

    @Override
    public Outcome invalidReply(Exchange exchange, int status, MultiMap headers, Buffer body, ProblemException why) {
        return body.length() == 0
                ? new Outcome.Taken()
                : finallyRefused(
                        exchange,
                        "the subscriber's reply is not a valid event. "
                                + why.problem().detail());
    }

    /** A {@code Kne-} header becomes an extension; one whose name is no attribute name is left out, with which the Kafka broker never gets done. */
    @Override
    public Outcome.Refused refused(Exchange exchange, int status, MultiMap headers, byte[] start, String reason) {
        Map<String, String> extensions = new HashMap<>();
        headers.forEach((header, value) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(KNE) && EventDecoder.validName(name.substring(KNE.length()))) {
                extensions.put(name.substring(KNE.length()), value);
            }
        });
        extensions.putAll(ErrorExtensions.of(exchange.subscriber().toString(), status));
        if (start.length > 0) {
            extensions.put(ErrorExtensions.DATA, ErrorExtensions.data(start));
        }
        return new Outcome.Refused(status, AnswerReader.retryable(status), reason, extensions);
    }

    @Override
    public Outcome.Refused unanswered(Exchange exchange, String reason) {
        return new Outcome.Refused(null, true, reason, dest(exchange));
    }

    @Override
    public Outcome.Refused timedOut(Exchange exchange, String reason) {
        return unanswered(exchange, reason);
    }

    private static Outcome.Refused finallyRefused(Exchange exchange, String reason) {
        return new Outcome.Refused(null, false, reason, dest(exchange));
    }

    private static Map<String, String> dest(Exchange exchange) {
        return Map.of(ErrorExtensions.DEST, exchange.subscriber().toString());
    }
}
