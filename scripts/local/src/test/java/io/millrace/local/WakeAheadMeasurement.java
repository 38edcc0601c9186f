package io.millrace.local;

import io.millrace.contracts.ContractJson;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How much a wake event would save: chunking and embedding as processes of their own, both at zero, this program
 * as broker and activator between them, and the model server up, as it always is. From document.changed to document.indexed.
 *
 * <p>Arguments: how often each, and how long a platform needs before a process starts (milliseconds; a pod's scheduling).
 */
final class WakeAheadMeasurement {

    private enum Chain {
        /** Each function starts when its first event comes. */
        AS_IT_IS,
        /** Embedding starts when chunking has got its event. */
        WOKEN_BY_CHUNKING,
        /** Both start when document.changed comes. */
        WOKEN_BY_THE_FIRST_EVENT
    }

    private final Path folder;
    private final Path file;
    private final String models;
    private final long platformMillis;

    private WakeAheadMeasurement(Path folder, String models, long platformMillis) throws IOException {
        this.folder = folder;
        this.models = models;
        this.platformMillis = platformMillis;
        this.file = Files.writeString(folder.resolve("lock.md"), "# Lock\n\n" + "A lock lifts boats. ".repeat(200));
    }

    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("wake-ahead-").toRealPath();
        try (RunningStack stack = RunningStack.start(folder.resolve("stack"))) {
            stack.stopFunctions();
            WakeAheadMeasurement measurement =
                    new WakeAheadMeasurement(folder, stack.models().toString(), Long.parseLong(args[1]));
            Map<Chain, List<Long>> millis = new EnumMap<>(Chain.class);
            for (int run = 0; run <= runs; run++) {
                for (Chain chain : Chain.values()) {
                    long taken = measurement.run(chain, run);
                    // The first of each warms the disk's cache.
                    if (run > 0) {
                        millis.computeIfAbsent(chain, c -> new ArrayList<>()).add(taken);
                    }
                }
            }
            millis.forEach((chain, all) -> {
                List<Long> sorted = all.stream().sorted().toList();
                System.out.println(chain + " median " + sorted.get(sorted.size() / 2) + " ms of " + sorted);
            });
        }
    }

    private long run(Chain chain, int run) throws Exception {
        Path data = Files.createDirectories(folder.resolve(chain + "-" + run));
        Files.createDirectories(data.resolve("chunking"));
        Files.writeString(
                data.resolve("chunking/sources.json"), "[{\"path\":\"" + folder + "\",\"access\":[\"public\"]}]");
        Files.createDirectories(data.resolve("embedding"));
        long start = System.nanoTime();
        Starting chunking = new Starting("chunking", data);
        Starting embedding = new Starting("embedding", data);
        if (chain == Chain.WOKEN_BY_THE_FIRST_EVENT) {
            embedding.wake();
        }
        chunking.wake();
        try {
            Deployable first = chunking.ready();
            if (chain == Chain.WOKEN_BY_CHUNKING) {
                embedding.wake();
            }
            HttpResponse<String> prepared = first.send(changed(first));
            require(prepared, EventType.CHUNKS_PREPARED);
            embedding.wake();
            Deployable second = embedding.ready();
            HttpRequest.Builder next = second.request("/").POST(BodyPublishers.ofString(prepared.body()));
            prepared.headers().map().forEach((name, values) -> {
                if (name.startsWith("ce-") || name.equals("content-type")) {
                    next.header(name, values.getFirst());
                }
            });
            require(second.send(next), EventType.DOCUMENT_INDEXED);
            return (System.nanoTime() - start) / 1_000_000;
        } finally {
            chunking.close();
            embedding.close();
        }
    }

    private HttpRequest.Builder changed(Deployable target) throws IOException {
        String uri = FolderUris.of(file);
        DocumentChange change = new DocumentChange(
                DocumentKey.of("default", uri),
                Sequence.ofNumber(1),
                uri,
                uri,
                null,
                null,
                null,
                null,
                AccessList.EVERYONE,
                Map.of(),
                Instant.now());
        EventEnvelope event = EventEnvelope.of(
                EventType.DOCUMENT_CHANGED, DocumentEvents.changed(change), "test", EventContext.start("default"));
        HttpRequest.Builder request = target.request("/")
                .header("ce-specversion", "1.0")
                .header("ce-id", event.id())
                .header("ce-source", event.source())
                .header("ce-type", event.type().type())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(ContractJson.mapper().writeValueAsString(event.payload())));
        event.extensions().forEach((name, value) -> request.header("ce-" + name, value));
        return request;
    }

    private static void require(HttpResponse<String> answer, EventType type) {
        String got = answer.headers().firstValue("ce-type").orElse("");
        if (!got.equals(type.type())) {
            throw new IllegalStateException(answer.statusCode() + " " + got + " " + answer.body());
        }
    }

    /** A function at zero, which starts once when it is woken. */
    private final class Starting implements AutoCloseable {

        private final String function;
        private final Path data;
        private @Nullable CompletableFuture<Deployable> process;

        Starting(String function, Path data) {
            this.function = function;
            this.data = data;
        }

        void wake() {
            if (process == null) {
                process = CompletableFuture.supplyAsync(this::start);
            }
        }

        private Deployable start() {
            try {
                // What is measured, not a wait for a condition: the time that a platform takes to schedule a pod.
                Thread.sleep(platformMillis);
                Deployable started = new Deployable(
                        function,
                        data.resolve(function),
                        "-Dmillrace.embedder.url=" + models,
                        "-DK_SINK=http://127.0.0.1:9/");
                started.send(started.request("/").GET());
                return started;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        Deployable ready() {
            return Objects.requireNonNull(process).join();
        }

        @Override
        public void close() {
            if (process != null) {
                process.join().close();
            }
        }
    }
}
