package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.broker.ScriptedSubscriber.Reply;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What subscriber and dead-letter sink answered in a row of kafka-dataplane-1.23.json, by the row's case.
 *
 * @param listens whether there is anything at the subscriber's address
 * @param sinkListens the same of the dead-letter sink
 */
record DataPlaneScript(
        IntFunction<Reply> subscriber, IntFunction<Reply> sink, boolean listens, boolean hasSink, boolean sinkListens) {

    private static final Pattern THEN_OK = Pattern.compile("(\\d{3}) with Retry-After: 1 twice, then 200");
    private static final Pattern LOCATION = Pattern.compile("(\\d{3}) with Location \\(same server /other\\)");
    private static final Pattern EVENT = Pattern.compile("(\\d{3}) (binary|structured) event reply( charset)?");
    private static final String STRUCTURED = "application/cloudevents+json";

    /** Empty for a row that is no delivery of one event. */
    static Optional<DataPlaneScript> of(JsonNode row) {
        JsonNode given = row.path("given");
        return switch (row.path("case").asText()) {
            case "status with a text body and a Kne-foo header" ->
                always(text(given.path("status").asInt(), "text").with("kne-foo", "bar"));
            case "backoff Exponential", "backoff Linear" -> always(Reply.of(500));
            case "no dead-letter sink" -> withoutSink(given);
            case "dead-letter sink fails" -> failingSink(given);
            case "Kne- response headers with 400" -> {
                var header = given.path("headers").properties().iterator().next();
                yield always(
                        Reply.of(400).with(header.getKey(), header.getValue().asText()));
            }
            default -> named(row);
        };
    }

    private static Optional<DataPlaneScript> named(JsonNode row) {
        String name = row.path("case").asText();
        String id = row.path("replyHeaders").path("ce-id").asText();
        return switch (name) {
            case "connection reset after request", "connection closed without answer (FIN)" ->
                always(Reply.of(Reply.RESET));
            case "no answer within timeout" -> always(Reply.of(200).after(3000));
            case "answer after 900 ms of 1000" -> always(Reply.of(200).after(850));
            case "answer after 1100 ms of 1000, then 200" -> first(Reply.of(200).after(1150), Reply.of(200));
            case "connection refused" ->
                Optional.of(new DataPlaneScript(n -> Reply.of(500), n -> Reply.of(202), false, true, true));
            case "reset once then 200" -> first(Reply.of(Reply.RESET), Reply.of(200));
            case "503 once then 200" -> first(Reply.of(503), Reply.of(200));
            case "503 then 400" -> first(Reply.of(503), Reply.of(400));
            case "200 empty body" -> always(Reply.of(200));
            case "200 text body no event" -> always(Reply.of(200).body("text/plain", "hello"));
            case "200 json body no event" -> always(Reply.of(200).body("application/json", "{}"));
            case "200 text body no event, no content-type" ->
                always(Reply.of(200).body("", "hello"));
            case "204 with ce headers, no body" ->
                always(Reply.event(204, id).without("content-type").body("", ""));
            case "200 binary event reply, headers only no body" ->
                always(Reply.event(200, id).without("content-type").body("", ""));
            case "200 batch reply" ->
                always(Reply.of(200)
                        .body(
                                "application/cloudevents-batch+json",
                                "[" + structured("b").body() + "]"));
            case "200 reply without ce-id and without body" ->
                always(Reply.event(200, "x").without("ce-id").body("", ""));
            case "200 reply specversion 9.9" -> always(Reply.event(200, "v9").with("ce-specversion", "9.9"));
            case "200 reply specversion 0.3" -> always(Reply.event(200, id).with("ce-specversion", "0.3"));
            case "200 reply structured broken JSON" -> always(Reply.of(200).body(STRUCTURED, "{broken"));
            case "200 reply structured without id" ->
                always(Reply.of(200).body(STRUCTURED, structured("x").body().replace("\"id\"", "\"xid\"")));
            case "500 with a valid binary event" -> always(Reply.event(500, "e5"));
            case "503 with Retry-After: 3 always" -> always(Reply.of(503).with("retry-after", "3"));
            case "error body 2000 bytes" -> always(text(400, "0123456789".repeat(200)));
            case "error body with newline and non-ascii" -> always(text(400, "zeile1\nzeile2 ä"));
            case "500 header Kne-good" ->
                always(Reply.of(400).with("Kne-UPPERCASE", "V1").with("Kne-two", "V2"));
            default -> patterned(name, id);
        };
    }

    private static Optional<DataPlaneScript> patterned(String name, String id) {
        Matcher thenOk = THEN_OK.matcher(name);
        if (thenOk.matches()) {
            Reply busy = Reply.of(Integer.parseInt(thenOk.group(1))).with("retry-after", "1");
            return script(n -> n <= 2 ? busy : Reply.of(200));
        }
        Matcher location = LOCATION.matcher(name);
        if (location.matches()) {
            return always(Reply.of(Integer.parseInt(location.group(1))).with("location", "/other"));
        }
        Matcher event = EVENT.matcher(name);
        if (event.matches()) {
            int status = Integer.parseInt(event.group(1));
            return always(
                    event.group(2).equals("binary")
                            ? Reply.event(status, id)
                            : Reply.structured(
                                    status, id, STRUCTURED + (event.group(3) == null ? "" : "; charset=utf-8")));
        }
        return name.startsWith("200 reply binary without ")
                ? always(Reply.event(200, "b").without(name.substring("200 reply binary without ".length())))
                : Optional.empty();
    }

    private static Optional<DataPlaneScript> withoutSink(JsonNode given) {
        Reply reply = switch (given.path("answer").asText()) {
            case "reset" -> Reply.of(Reply.RESET);
            case "none" -> Reply.of(200).after(3000);
            default -> {
                Reply empty = Reply.of(given.path("status").asInt());
                yield given.has("body")
                        ? empty.body("text/plain", given.path("body").asText())
                        : empty;
            }
        };
        return Optional.of(new DataPlaneScript(n -> reply, n -> Reply.of(202), true, false, true));
    }

    private static Optional<DataPlaneScript> failingSink(JsonNode given) {
        Reply subscriber = Reply.of(given.path("subscriber").asInt());
        String sink = given.path("deadLetterSink").asText();
        IntFunction<Reply> answers = switch (sink) {
            case "subscriber 400, dead-letter sink 500 always" -> n -> Reply.of(500);
            case "dead-letter sink 400 always" -> n -> Reply.of(400);
            case "dead-letter sink 503 then 200" -> n -> Reply.of(n == 1 ? 503 : 200);
            case "dead-letter sink 200 with text body" -> n -> text(200, "hello");
            case "dead-letter sink answers with an event" -> n -> Reply.event(200, "from-sink");
            case "dead-letter sink resets" -> n -> Reply.of(Reply.RESET);
            default -> n -> Reply.of(200);
        };
        return Optional.of(new DataPlaneScript(n -> subscriber, answers, true, true, !sink.contains("port closed")));
    }

    private static Reply structured(String id) {
        return Reply.structured(200, id, STRUCTURED);
    }

    private static Reply text(int status, String text) {
        return status == 204 || status == 304
                ? Reply.of(status)
                : Reply.of(status).body("text/plain", text);
    }

    private static Optional<DataPlaneScript> always(Reply reply) {
        return script(n -> reply);
    }

    private static Optional<DataPlaneScript> first(Reply first, Reply then) {
        return script(n -> n == 1 ? first : then);
    }

    private static Optional<DataPlaneScript> script(IntFunction<Reply> subscriber) {
        return Optional.of(new DataPlaneScript(subscriber, n -> Reply.of(202), true, true, true));
    }
}
