package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.ResidentMemory;
import io.millrace.cli.session.Counted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * The status, for people and for programs.
 *
 * @param status as the API gives it
 * @param url of the Millrace
 */
record StatusView(JsonNode status, String url) {

    /** Words for people, by the status' fields, in their order. */
    private static final List<Map.Entry<String, String>> COUNTS = List.of(
            Map.entry("documents", "documents"),
            Map.entry("chunks", "passages"),
            Map.entry("pending", "pending"),
            Map.entry("rejected", "rejected"),
            Map.entry("deadLetters", "dead letters"));

    private static final List<String> STAGES = List.of("announced", "embedding", "indexed", "rejected");

    OptionalDouble rssMegabytes() {
        return ResidentMemory.megabytes(status);
    }

    ObjectNode json() {
        ObjectNode all = status.deepCopy();
        all.put("url", url);
        rssMegabytes().ifPresent(megabytes -> all.put("rssMegabytes", megabytes));
        return all;
    }

    /** All of it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("running at " + url);
        counts(lines);
        if (status.path("pending").asLong() > 0) {
            lines.add("under way: " + stages());
        }
        for (Map.Entry<String, JsonNode> queue : status.path("queue").properties()) {
            if (queue.getValue().asLong() > 0) {
                lines.add(
                        "queued for " + queue.getKey() + ": " + queue.getValue().asLong());
            }
        }
        quotas(lines);
        functions(lines);
        captures(lines);
        comparisons(lines);
        for (JsonNode process : status.path("processes")) {
            lines.add(process.path("name").asText() + ": process "
                    + process.path("pid").asLong() + ", "
                    + Math.round(process.path("rssMegabytes").asDouble()) + " MB");
        }
        rssMegabytes().ifPresent(megabytes -> lines.add("memory in all: " + Math.round(megabytes) + " MB"));
        if (status.has("documentsPerSecond")) {
            lines.add(speed());
        }
        for (JsonNode rejection : status.path("rejections")) {
            lines.add("rejected " + rejection.path("uri").asText() + "  "
                    + rejection.path("code").asText() + ": "
                    + rejection.path("reason").asText());
        }
        return lines;
    }

    /** What is not said is not known, or nothing that the asker may know: it is not none. */
    private void counts(List<String> lines) {
        StringJoiner counts = new StringJoiner(", ");
        for (Map.Entry<String, String> count : COUNTS) {
            if (status.has(count.getKey())) {
                counts.add(count.getValue() + " " + status.path(count.getKey()).asLong());
            }
        }
        lines.add(counts.length() > 0 ? counts.toString() : "how much there is, administrators are told");
    }

    /** Where each has a process of its own, which runs only while something is asked of it. */
    private void functions(List<String> lines) {
        for (JsonNode function : status.path("functions")) {
            lines.add(function.path("name").asText() + " is "
                    + function.path("state").asText() + ", started "
                    + Counted.of(function.path("starts").asInt(), "time") + "; works on "
                    + function.path("inside").asInt() + ", "
                    + (function.path("waiting").asInt() == 1
                            ? "1 waits"
                            : function.path("waiting").asInt() + " wait"));
        }
    }

    /** How far behind it the reading of each database's log is, and which mappings are wrong. */
    private void captures(List<String> lines) {
        for (JsonNode capture : status.path("capture")) {
            String owed = String.join(
                    ", ",
                    capture.path("owed").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList());
            String error = capture.path("error").asText("");
            lines.add("log of " + capture.path("source").asText() + ": "
                    + capture.path("state").asText() + ", "
                    + capture.path("lagSeconds").asLong() + " s behind"
                    + (owed.isEmpty() ? "" : "; to be re-indexed: " + owed)
                    + (error.isEmpty() ? "" : "; " + error));
        }
        for (JsonNode problem : status.path("captureProblems")) {
            lines.add("not followed: " + problem.asText());
        }
    }

    /** When the sources were compared last, what that found, and what could not be compared then and was not since. */
    private void comparisons(List<String> lines) {
        for (JsonNode run : status.path("reindex")) {
            String scope = run.path("scope").asText();
            lines.add("compared " + (scope.isEmpty() ? "everything" : scope) + " at "
                    + run.path("touchedAt").asText() + ": "
                    + run.path("changed").asLong() + " changed, "
                    + run.path("removed").asLong() + " removed, "
                    + run.path("unchanged").asLong() + " unchanged"
                    + (run.path("done").asBoolean() ? "" : " so far"));
            for (JsonNode failed : run.path("failed")) {
                String uri = failed.path("uri").asText();
                if (!isComparedAfter(run, uri)) {
                    lines.add("can't be compared " + uri + "  "
                            + failed.path("reason").asText());
                }
            }
        }
    }

    private boolean isComparedAfter(JsonNode run, String uri) {
        Instant began = Instant.parse(run.path("startedAt").asText());
        for (JsonNode other : status.path("reindex")) {
            if (other.path("done").asBoolean()
                    && uri.startsWith(other.path("scope").asText())
                    && Instant.parse(other.path("startedAt").asText()).isAfter(began)) {
                return true;
            }
        }
        return false;
    }

    /** What moves, on one line. */
    String line() {
        StringJoiner waiting = new StringJoiner(", ");
        if (status.has("queue")) {
            long queued = 0;
            for (JsonNode queue : status.path("queue")) {
                queued += queue.asLong();
            }
            waiting.add("queued " + queued);
        }
        if (status.has("deadLetters")) {
            waiting.add("dead letters " + status.path("deadLetters").asLong());
        }
        StringJoiner line = new StringJoiner("; ");
        if (status.has("stages")) {
            line.add(stages());
        }
        if (waiting.length() > 0) {
            line.add(waiting.toString());
        }
        return line.add(speed()).toString();
    }

    private String stages() {
        StringJoiner stages = new StringJoiner(", ");
        STAGES.forEach(stage ->
                stages.add(stage + " " + status.path("stages").path(stage).asLong()));
        return stages.toString();
    }

    private String speed() {
        JsonNode freshness = status.path("freshnessMillis");
        return status.path("documentsPerSecond").asDouble() + " documents a second"
                + (freshness.hasNonNull("p50")
                        ? ", from announced to searchable p50 "
                                + freshness.path("p50").asLong() + " ms, p99 "
                                + freshness.path("p99").asLong() + " ms"
                        : "");
    }

    private void quotas(List<String> lines) {
        StringJoiner limited = new StringJoiner(", ");
        for (Map.Entry<String, JsonNode> quota : status.path("quotas").properties()) {
            if (quota.getValue().hasNonNull("limit")) {
                limited.add(quota.getValue().path("use").asLong() + " of "
                        + quota.getValue().path("limit").asLong() + " " + quota.getKey());
            }
        }
        if (limited.length() > 0) {
            lines.add("quota: " + limited);
        }
    }
}
