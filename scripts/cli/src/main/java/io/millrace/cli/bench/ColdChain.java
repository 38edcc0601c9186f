package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.AnswerMode;
import io.millrace.cli.client.FileNotification;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.ingest.FileUri;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import io.millrace.core.document.DocumentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long the chain takes when no function runs: from a notification until its document is indexed, and from a question until the first words of its answer. */
final class ColdChain {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String TENANT = "default";

    private final MillraceClient client;
    private final IndexedEvents events;
    private final Path folder;
    private final Output output;

    /**
     * For one Millrace.
     *
     * @param client of a Millrace whose functions are processes that end when nothing is asked of them
     * @param events hears of its documents
     * @param folder for the documents
     */
    ColdChain(MillraceClient client, IndexedEvents events, Path folder, Output output) {
        this.client = client;
        this.events = events;
        this.folder = folder;
        this.output = output;
    }

    /** Both medians; the first time of each is not counted, since it reads files into the system's cache. */
    Map<String, Long> run(int times) throws IOException, InterruptedException {
        client.registerSource(folder.toString(), List.of());
        List<Double> indexed = new ArrayList<>();
        List<Double> answered = new ArrayList<>();
        try (Progress progress = output.progress("the chain from nothing", "times", times)) {
            for (int time = 0; time <= times; time++) {
                double toIndexed = toIndexed(time);
                double toFirstPassage = toFirstPassage(time);
                if (time > 0) {
                    indexed.add(toIndexed);
                    answered.add(toFirstPassage);
                }
                progress.at(time);
            }
        }
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("toIndexedMillis", Math.round(median(indexed)));
        figures.put("toFirstPassageMillis", Math.round(median(answered)));
        return figures;
    }

    private double toIndexed(int number) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("mill-" + number + ".md"), """
                # Mill %1$d

                Mill %1$d grinds %2$d sacks of rye a week. Its wheel is turned by the water of river %1$d.
                """.formatted(number, 100 + number));
        String uri = FileUri.of(file);
        FileNotification notification = FileNotification.changed(
                uri, Files.size(file), Files.getLastModifiedTime(file).toInstant());
        awaitNothingRuns();
        long began = System.nanoTime();
        client.announce(notification);
        return (events.await(DocumentKey.of(TENANT, uri).id(), PATIENCE) - began) / 1e6;
    }

    private double toFirstPassage(int number) throws InterruptedException {
        long[] first = new long[1];
        awaitNothingRuns();
        long began = System.nanoTime();
        client.ask(
                "How many sacks of rye does mill " + number + " grind?",
                AnswerMode.QUOTE,
                words -> first[0] = first[0] == 0 ? System.nanoTime() : first[0]);
        if (first[0] == 0) {
            throw new CliFailure(CliFailure.FAILED, "a question about a document that is indexed was not answered");
        }
        return (first[0] - began) / 1e6;
    }

    /** No function runs, and none is just ending. */
    private void awaitNothingRuns() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (runs(client.processes())) {
            if (System.nanoTime() > deadline) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        "after " + PATIENCE.toSeconds() + " s with nothing to do a function still runs: "
                                + client.processes());
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static boolean runs(JsonNode status) {
        Set<String> functions = Set.copyOf(status.path("functions").findValuesAsText("name"));
        return !Set.of("stopped").containsAll(status.path("functions").findValuesAsText("state"))
                || status.path("processes").findValuesAsText("name").stream().anyMatch(functions::contains);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
