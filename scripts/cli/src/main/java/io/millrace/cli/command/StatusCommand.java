package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.session.Connection;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Session;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What runs and what is in it. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs, what is in it, and what it needs. Exit code 5 where nothing runs.",
        footer =
                "JSON: url, documents, chunks, pending, rejected, deadLetters, queue, processes: [{name, pid, rssMegabytes}],"
                        + " rssMegabytes, freshnessMillis: {p50, p99}")
public final class StatusCommand implements Callable<Integer> {

    private final Session session;

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Connection connection = session.connectToRunning()) {
            JsonNode status = connection.client().status();
            double megabytes = 0;
            for (JsonNode process : status.path("processes")) {
                megabytes += process.path("rssMegabytes").asDouble();
            }
            if (session.options().json()) {
                ObjectNode all = status.deepCopy();
                all.put("url", connection.client().endpoints().url());
                all.put("rssMegabytes", megabytes);
                session.output().json(all);
            } else {
                show(status, connection.client().endpoints().url(), megabytes);
            }
            return 0;
        }
    }

    private void show(JsonNode status, String url, double megabytes) {
        Output output = session.output();
        output.line("running at " + url);
        output.line("documents " + status.path("documents").asLong() + ", passages "
                + status.path("chunks").asLong() + ", pending "
                + status.path("pending").asLong() + ", rejected "
                + status.path("rejected").asLong() + ", dead letters "
                + status.path("deadLetters").asLong());
        for (Map.Entry<String, JsonNode> queue : status.path("queue").properties()) {
            if (queue.getValue().asLong() > 0) {
                output.line(
                        "queued for " + queue.getKey() + ": " + queue.getValue().asLong());
            }
        }
        for (JsonNode process : status.path("processes")) {
            output.line(process.path("name").asText() + ": process "
                    + process.path("pid").asLong() + ", "
                    + Math.round(process.path("rssMegabytes").asDouble()) + " MB");
        }
        output.line("memory in all: " + Math.round(megabytes) + " MB");
        JsonNode freshness = status.path("freshnessMillis");
        if (freshness.hasNonNull("p50")) {
            output.line(
                    "from a change to searchable: p50 " + freshness.path("p50").asLong() + " ms, p99 "
                            + freshness.path("p99").asLong() + " ms");
        }
    }
}
