package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.ScriptedSubscriber.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** One row of delivery-kafka.json or delivery-mt.json, and what the local broker makes of it. */
final class MeasuredDelivery {

    private static final URI NOTHING_LISTENS = URI.create("http://127.0.0.1:1/");

    final String name;
    final JsonNode measured;
    private final MeasuredWaits waits;
    private final ScriptedSubscriber subscriber;
    private CompletableFuture<Integer> ingress = new CompletableFuture<>();

    MeasuredDelivery(
            String name,
            JsonNode measured,
            MeasuredWaits waits,
            MeasuredTopology topology,
            ScriptedSubscriber subscriber)
            throws IOException {
        this.name = name;
        this.measured = measured;
        this.waits = waits;
        this.subscriber = subscriber;
        String answer = answered(measured);
        subscriber.on(path(), reply(answer));
        JsonNode delivery = measured.path("delivery").deepCopy();
        JsonNode sink = delivery.path("deadLetterSink");
        if (delivery instanceof ObjectNode object) {
            object.remove("deadLetterSink");
            if (!sink.isBoolean() || sink.asBoolean()) {
                object.putObject("deadLetterSink")
                        .put("uri", subscriber.uri(sinkPath()).toString());
                subscriber.on(sinkPath(), Reply.of(sink.isBoolean() ? 202 : 500));
            }
        }
        topology.trigger(
                name, delivery, answer.startsWith("connection refused") ? NOTHING_LISTENS : subscriber.uri(path()));
    }

    /** What the subscriber answered; one row says 400, while its own dead letter, and its retries, say 500. */
    private static String answered(JsonNode measured) {
        String said = measured.path("subscriber").asText();
        String code =
                measured.path("deadLetterExtensions").path("knativeerrorcode").asText();
        return said.endsWith(" without body") && !code.isEmpty() ? code + " without body" : said;
    }

    private static Reply reply(String answer) {
        return switch (answer) {
            case "answers 200 after 3 s" -> Reply.of(200).after(3000);
            case "200 with text/plain body, no event" -> Reply.of(200).body("text/plain", "hello");
            case "200 with application/json body, no event" -> Reply.of(200).body("application/json", "{}");
            case "connection reset" -> Reply.of(Reply.RESET);
            case "connection refused (nothing listens)" -> Reply.of(500);
            case "200 with a binary event" -> Reply.event(200, "r");
            case "202 with a binary event" -> Reply.event(202, "r");
            case "200 with a structured event" -> Reply.structured(200, "r", "application/cloudevents+json");
            case "200 with a binary event without ce-id" -> Reply.event(200, "").without("ce-id");
            case "200 with ce-specversion 9.9" -> Reply.event(200, "r").with("ce-specversion", "9.9");
            case "302 with Location" -> Reply.of(302).with("location", "/redirected");
            default -> {
                int status = Integer.parseInt(answer.substring(0, 3));
                yield switch (answer.substring(3)) {
                    case " without body" -> Reply.of(status);
                    case " with Retry-After: 2" -> Reply.of(status).with("retry-after", "2");
                    default -> throw new IllegalArgumentException("no script for '" + answer + "'");
                };
            }
        };
    }

    private String path() {
        return "/" + name;
    }

    private String sinkPath() {
        return "/dead/" + name;
    }

    /** The two rows without any delivery that answer 500 were still under way when they were read. */
    boolean unfinished() {
        return measured.path("delivery").isTextual() && measured.path("status").asInt() == 500;
    }

    void send(EventSender sender) {
        subscriber.forget(path());
        subscriber.forget(sinkPath());
        ingress = sender.send(name, name);
    }

    boolean isDone(long pending, int unfinishedWaits) {
        return unfinished()
                ? subscriber.arrivals(path()).size()
                        > Math.min(unfinishedWaits, measured.path("waitsMillis").size())
                : pending == 0 && ingress.isDone();
    }

    /** What the real broker loses. */
    boolean lost() {
        return !unfinished()
                && measured.path("status").asInt() >= 300
                && (measured.path("deadLetterRequests").asInt() == 0
                        || !measured.path("delivery").path("deadLetterSink").isBoolean());
    }

    boolean redirected() {
        return measured.path("subscriber").asText().equals("302 with Location");
    }

    /** In which ways ours is different, in words. */
    List<String> differences(int unfinishedWaits) {
        List<String> differences = new ArrayList<>();
        List<Long> ours = subscriber.waitsMillis(path());
        JsonNode theirs = measured.path("waitsMillis");
        boolean sameLength = ours.size() == theirs.size();
        if (unfinished() || sameLength) {
            for (int i = 0; i < Math.min(theirs.size(), unfinished() ? unfinishedWaits : theirs.size()); i++) {
                if (!waits.agree(measured, i, ours.get(i))) {
                    differences.add(MeasuredRows.WAITS + ours);
                }
            }
        }
        if (!unfinished()) {
            int attempts = subscriber.arrivals(path()).size();
            compare("ingressStatus", ingress.join(), differences);
            if (!measured.path("attempts").isNull()) {
                compare("attempts", attempts, differences);
            }
            compare("deadLetterRequests", subscriber.arrivals(sinkPath()).size(), differences);
            compareExtensions(differences);
        }
        return differences;
    }

    private void compare(String field, int ours, List<String> differences) {
        if (measured.path(field).asInt() != ours) {
            differences.add(field + " " + ours);
        }
    }

    private void compareExtensions(List<String> differences) {
        Set<String> ours = new TreeSet<>();
        String code = "";
        for (var arrival : subscriber.arrivals(sinkPath())) {
            arrival.headers().keySet().stream()
                    .filter(header -> header.startsWith("ce-knative"))
                    .forEach(header -> ours.add(header.substring(3)));
            code = arrival.headers().getOrDefault("ce-knativeerrorcode", "");
        }
        Set<String> theirs = new TreeSet<>();
        measured.path("deadLetterExtensions").fieldNames().forEachRemaining(theirs::add);
        if (!ours.equals(theirs)) {
            differences.add("deadLetterExtensions " + ours);
        }
        if (!measured.path("deadLetterExtensions")
                .path("knativeerrorcode")
                .asText()
                .equals(code)) {
            differences.add("knativeerrorcode " + code);
        }
    }
}
