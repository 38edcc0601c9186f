package io.millrace.index.lucene;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.text.Span;
import io.millrace.testkit.SampleVectors;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what ingestion and search cost (README has the figures and the command). Arguments: a new folder, documents, writers, documents a second (0: as
 * fast as they go), commit interval in milliseconds, exact-below.
 */
final class IndexMeasurement {

    private static final int WORDS = 200;
    private static final int VOCABULARY = 30_000;
    private static final int SENTENCES = 8;
    private static final String TENANT = DocumentKey.DEFAULT_TENANT;

    private IndexMeasurement() {}

    public static void main(String[] args) throws InterruptedException {
        int documents = Integer.parseInt(args[1]);
        int writers = Integer.parseInt(args[2]);
        int rate = Integer.parseInt(args[3]);
        LuceneSettings settings = new LuceneSettings(
                16, Duration.ofMillis(Long.parseLong(args[4])), Integer.parseInt(args[5]), Duration.ofHours(24));
        Random random = new Random(7);
        List<QuantizedEmbedding> sentences = new ArrayList<>();
        for (int i = 0; i < SENTENCES; i++) {
            sentences.add(SampleVectors.quantized(i));
        }
        try (LuceneStore store = LuceneStore.open(Path.of(args[0]), settings)) {
            int round = Math.min(documents, 6000);
            for (int from = 0; from < documents; from += round) {
                List<Batch> batches = new ArrayList<>();
                for (int i = from; i < Math.min(documents, from + round); i++) {
                    batches.add(batch(i, text(random, WORDS), sentences));
                }
                ingest(store, batches, writers, rate);
            }
            search(store, random);
            System.out.println(store.counts());
        }
    }

    private static void ingest(LuceneStore store, List<Batch> batches, int writers, int rate)
            throws InterruptedException {
        long commits = store.commits();
        long cpu = processCpu();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int i = 0; i < batches.size(); i++) {
                if (rate > 0) {
                    LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(i) / rate - System.nanoTime());
                }
                Batch batch = batches.get(i);
                threads.execute(() -> store.stage(batch));
            }
        }
        long took = System.nanoTime() - start;
        long done = processCpu() - cpu;
        TimeUnit.SECONDS.sleep(2);
        System.out.printf(
                "%d documents, %d writers: %.0f a second, %d commits, %.2f ms of processor time each (%.2f with the merges after)%n",
                batches.size(),
                writers,
                batches.size() * 1e9 / took,
                store.commits() - commits,
                done / 1e6 / batches.size(),
                (processCpu() - cpu) / 1e6 / batches.size());
    }

    private static void search(LuceneStore store, Random random) {
        for (int k : new int[] {30, 200}) {
            long[] took = new long[1500];
            long[] loaded = new long[took.length];
            for (int i = 0; i < took.length; i++) {
                SearchRequest request = new SearchRequest(
                        text(random, 10), SampleVectors.unit(random.nextInt()), Visibility.anonymous(TENANT), k);
                try (IndexSnapshot snapshot = store.snapshot()) {
                    long start = System.nanoTime();
                    var found = snapshot.candidates(request);
                    took[i] = System.nanoTime() - start;
                    start = System.nanoTime();
                    snapshot.load(found.subList(0, Math.min(30, found.size())));
                    loaded[i] = System.nanoTime() - start;
                }
            }
            System.out.printf("k %d, candidates: %s; 30 passages: %s%n", k, percentiles(took), percentiles(loaded));
        }
    }

    private static String percentiles(long[] all) {
        long[] warm = Arrays.copyOfRange(all, all.length / 2, all.length);
        Arrays.sort(warm);
        return "p50 %.2f ms, p99 %.2f ms".formatted(warm[warm.length / 2] / 1e6, warm[warm.length * 99 / 100] / 1e6);
    }

    private static String text(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            // Zipf's law, roughly: rank ~ vocabulary^u.
            int rank = (int) Math.pow(VOCABULARY, random.nextDouble());
            text.append(Integer.toString(rank * 7919 + 1_000_000, 36)).append(i % 25 == 24 ? ". " : " ");
        }
        return text.toString();
    }

    private static Batch batch(int number, String text, List<QuantizedEmbedding> sentences) {
        String uri = "file:/measured/" + number;
        DocumentKey key = DocumentKey.of(TENANT, uri);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < SENTENCES; i++) {
            spans.add(new Span(text.length() * i / SENTENCES, text.length() * (i + 1) / SENTENCES));
        }
        Chunk chunk = new Chunk(Digest.of(uri), 0, text, new Span(0, text.length()), List.of("Heading"), null, spans);
        DocumentVersion version = new DocumentVersion(
                key,
                Digest.of(uri, text),
                Sequence.ofNumber(1),
                "configuration",
                uri,
                "Title " + number,
                "text/plain",
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                text.length(),
                null);
        return new Batch(version, 0, 1, List.of(new EmbeddedChunk(chunk, SampleVectors.unit(number), sentences)));
    }

    private static long processCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
