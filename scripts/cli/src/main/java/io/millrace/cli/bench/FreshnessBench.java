package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.DocumentView;
import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ResidentMemory;
import io.millrace.cli.evaluation.Durations;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Changes rows at a fixed rate, and asks Millrace when each could be found. */
final class FreshnessBench {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final MillraceClient client;
    private final NotesTable notes;
    private final Output output;

    FreshnessBench(MillraceClient client, NotesTable notes, Output output) {
        this.client = client;
        this.notes = notes;
        this.output = output;
    }

    /** @param snapshotSeconds how long the rows took to become documents */
    Map<String, Object> run(int rate, Duration length, double snapshotSeconds)
            throws InterruptedException, SQLException {
        int changes = Math.toIntExact(rate * length.toSeconds());
        if (changes > notes.size()) {
            throw new CliFailure(
                    CliFailure.USAGE,
                    changes + " changes need as many rows, but there are " + notes.size()
                            + ": a row that changes again before it was found can't be timed");
        }
        awaitCapturing();
        output.note(changes + " changes, " + rate + " a second");
        MachineLoad load = new MachineLoad();
        Map<String, String> before = versions(changes);
        Map<String, Instant> committed = new LinkedHashMap<>();
        long started = System.nanoTime();
        try (Connection connection = notes.connect()) {
            for (int id = 0; id < changes; id++) {
                LockSupport.parkNanos(started + id * TimeUnit.SECONDS.toNanos(1) / rate - System.nanoTime());
                notes.change(connection, id);
                committed.put(NotesTable.document(id), Instant.now());
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        List<Double> millis = awaitFound(committed, before);
        Map<String, Object> results = new LinkedHashMap<>();
        Durations durations =
                new Durations(millis.stream().mapToDouble(Double::doubleValue).toArray());
        Map<String, Double> freshness = new LinkedHashMap<>(durations.summary());
        freshness.put(
                "max", millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        results.put("freshnessMillis", freshness);
        results.put("changesPerSecond", rounded(changes / seconds));
        results.put("changes", changes);
        results.put("rows", notes.size());
        results.put("snapshotSeconds", rounded(snapshotSeconds));
        results.put("snapshotRowsPerSecond", rounded(notes.size() / snapshotSeconds));
        results.putAll(load.summary());
        ResidentMemory.megabytes(client.status())
                .ifPresent(megabytes -> results.put("rssMegabytes", rounded(megabytes)));
        return results;
    }

    /** Returns when the log is read and the comparison of its first start is over, which would run beside the changes. */
    private void awaitCapturing() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode capture = client.status().path("capture").path(0);
            if (capture.path("state").asText().equals("capturing")
                    && capture.path("owed").isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        "after " + PATIENCE.toSeconds() + " s the log is not read, or not all is compared: " + capture);
            }
            pause();
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(POLL_NANOS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private Map<String, String> versions(int changes) {
        List<String> ids = new ArrayList<>();
        for (int id = 0; id < changes; id++) {
            ids.add(NotesTable.document(id));
        }
        Map<String, String> versions = new HashMap<>();
        for (DocumentView view : states(ids)) {
            versions.put(view.id(), String.valueOf(view.version()));
        }
        if (versions.size() < changes) {
            throw new CliFailure(
                    CliFailure.FAILED, "only " + versions.size() + " of " + changes + " rows became documents");
        }
        return versions;
    }

    private List<Double> awaitFound(Map<String, Instant> committed, Map<String, String> before)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Instant> waiting = new LinkedHashMap<>(committed);
        List<Double> millis = new ArrayList<>();
        while (!waiting.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        waiting.size() + " of " + committed.size() + " changes can't be found after "
                                + PATIENCE.toSeconds() + " s; see 'logs' and 'millrace dead-letters list'");
            }
            for (DocumentView view : states(List.copyOf(waiting.keySet()))) {
                String found = view.searchableAt();
                if (isNew(view, before.get(view.id())) && found != null) {
                    Instant at = waiting.remove(view.id());
                    millis.add(
                            rounded(Duration.between(at, Instant.parse(found)).toNanos() / 1e6));
                }
            }
            pause();
        }
        return millis;
    }

    private static boolean isNew(DocumentView view, @Nullable String before) {
        return view.settled() && !String.valueOf(view.version()).equals(before);
    }

    private List<DocumentView> states(List<String> ids) {
        List<DocumentView> views = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += MillraceClient.MAX_IDS) {
            views.addAll(client.states(ids.subList(from, Math.min(ids.size(), from + MillraceClient.MAX_IDS))));
        }
        return views;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
