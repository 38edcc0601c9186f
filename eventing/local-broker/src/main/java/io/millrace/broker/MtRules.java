package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.TriggerSpec;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The rules of Knative's channel-based broker over in-memory channels, as measured on a real one (1.22). */
final class MtRules implements BrokerRules {

    /** There is room for the 60,000 bytes that were measured, and no more: ours. */
    private static final int MAX_HEADER_BYTES = 64 << 10;

    private static final String ARRIVAL_TIME = "knativearrivaltime";

    /** How many more times an event may come in; each reply has one less. */
    private static final String TTL = "knativebrokerttl";

    private static final int FIRST_TTL = 255;
    private static final List<String> NON_EMPTY = List.of("id", "source", "type");

    private final String ingressPath;

    /** @param ingressPath names this broker on a dead letter whose reply it refused */
    MtRules(String ingressPath) {
        this.ingressPath = ingressPath;
    }

    @Override
    public int tooLargeStatus() {
        return 413;
    }

    @Override
    public int unstoredStatus() {
        return 500;
    }

    @Override
    public int maxHeaderBytes() {
        return MAX_HEADER_BYTES;
    }

    /** A path with one part, or more than two, is a bad request to this broker's ingress, not an unknown broker. */
    @Override
    public int otherPathStatus(String path) {
        long parts = path.chars().filter(c -> c == '/').count();
        return path.equals("/") || parts == 2 ? 404 : 400;
    }

    @Override
    public int optionsStatus() {
        return 200;
    }

    @Override
    public Event admitted(Event event) {
        for (String name : NON_EMPTY) {
            if (event.attribute(name).isEmpty()) {
                throw ProblemException.of(
                        Category.INVALID,
                        "event-invalid",
                        "The request is not a valid CloudEvent: its attribute '" + name + "' is empty.");
            }
        }
        int ttl = ttl(event);
        if (ttl <= 0) {
            throw ProblemException.of(
                    Category.INVALID,
                    "event-looped",
                    "The event went through this broker " + FIRST_TTL + " times: the topology has a loop.");
        }
        return event.with(Map.of(ARRIVAL_TIME, Instant.now().toString(), TTL, String.valueOf(ttl)));
    }

    private static int ttl(Event event) {
        try {
            return Integer.parseInt(event.attribute(TTL)) - 1;
        } catch (NumberFormatException e) {
            return FIRST_TTL;
        }
    }

    @Override
    public boolean answersAfterDelivery() {
        return true;
    }

    @Override
    public boolean ordered(TriggerSpec trigger) {
        return false;
    }

    @Override
    public Event outgoing(Stored stored) {
        return stored.event().without(TTL);
    }

    @Override
    public Event deadLetter(Stored stored, Outcome.Refused why) {
        return stored.event().with(why.extensions());
    }

    /** The channel answers itself with 502, which it retries, and about which a dead letter says nothing. */
    @Override
    public Outcome noEvent(Exchange exchange, int status) {
        return new Outcome.Refused(
                null, true, "the subscriber answered " + status + " with a body that is no event", Map.of());
    }

    /** A reply comes in as any event does, but for its time to live, which it has from the event it replies to. */
    @Override
    public Outcome replied(Exchange exchange, Event reply) {
        try {
            return new Outcome.Replied(
                    admitted(reply.with(Map.of(TTL, exchange.sent().attribute(TTL)))));
        } catch (ProblemException e) {
            return refusedByIngress(e);
        }
    }

    @Override
    public Outcome invalidReply(Exchange exchange, int status, MultiMap headers, Buffer body, ProblemException why) {
        String version = headers.get("ce-specversion");
        boolean unknownVersion = version != null && !EventDecoder.knownVersion(version);
        return unknownVersion ? noEvent(exchange, status) : refusedByIngress(why);
    }

    private Outcome.Refused refusedByIngress(ProblemException why) {
        Map<String, String> extensions = ErrorExtensions.of(ingressPath, 400);
        extensions.put(ErrorExtensions.DATA, "");
        return new Outcome.Refused(
                400,
                false,
                "the subscriber's reply is not a valid event. " + why.problem().detail(),
                extensions);
    }

    @Override
    public Outcome.Refused refused(Exchange exchange, int status, MultiMap headers, byte[] start, String reason) {
        Map<String, String> extensions = status == 304 ? Map.of() : errors(exchange, status, start);
        return new Outcome.Refused(status, AnswerReader.retryable(status), reason, extensions);
    }

    @Override
    public Outcome.Refused unanswered(Exchange exchange, String reason) {
        return new Outcome.Refused(null, true, reason, errors(exchange, 500, reason.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Outcome.Refused timedOut(Exchange exchange, String reason) {
        return new Outcome.Refused(null, true, reason, Map.of());
    }

    private static Map<String, String> errors(Exchange exchange, int status, byte[] data) {
        Map<String, String> extensions =
                ErrorExtensions.of(exchange.subscriber().toString(), status);
        extensions.put(ErrorExtensions.DATA, ErrorExtensions.data(data));
        return extensions;
    }
}
