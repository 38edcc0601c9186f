package io.millrace.bench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.models.EmbeddedSciFact.Asked;
import io.millrace.bench.models.EmbeddedSciFact.Embedded;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.text.Span;
import io.millrace.index.pgvector.PgvectorSettings;
import io.millrace.index.pgvector.PgvectorStore;
import io.millrace.index.pgvector.PgvectorUrl;
import io.millrace.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What PostgreSQL finds among 100,000 passages, how fast, and whether a large document comes and goes whole. The vectors are MiniLM's of SciFact, and nineteen more
 * of each passage that lie between it and another one ({@code 0.8 · own + 0.6 · other}, made unit length): near to their subject, and no two the same. Only at
 * full size.
 */
class HundredThousandPassagesIT {

    private static final int PASSAGES = 100_000;
    private static final int OF_A_DOCUMENT = 10;
    private static final int LARGE = 100;
    private static final int CUT = 10;
    private static final int TEXT = 400;
    private static final float OWN = .8f;
    private static final float OTHER = .6f;
    private static final int READERS = 4;
    private static final int PUBLISHED = 100;
    private static final Pattern EXECUTION = Pattern.compile("Execution Time: ([0-9.]+) ms");
    private static final Visibility ANYONE = Visibility.anonymous(DocumentKey.DEFAULT_TENANT);

    private static EmbeddedSciFact scifact;
    private static List<Embedding> vectors;
    private static PgvectorStore store;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    static void fill() throws Exception {
        scifact = EmbeddedSciFact.required();
        vectors = IntStream.range(0, PASSAGES)
                .mapToObj(HundredThousandPassagesIT::vector)
                .toList();
        store = new PgvectorStore(
                PgvectorSettings.of(PgvectorUrl.of(PostgresServer.shared().url()))
                        .in("hundred_thousand"),
                Clock.systemUTC());
        long began = System.nanoTime();
        IntStream.range(0, PASSAGES / OF_A_DOCUMENT).parallel().forEach(document -> store.stage(batch(document)));
        System.out.printf("%d passages staged in %.0f s%n", PASSAGES, (System.nanoTime() - began) / 1e9);
        // What autovacuum does some minutes later.
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement vacuum = connection.createStatement()) {
            vacuum.execute("VACUUM ANALYZE");
            printSizes(vacuum);
        }
    }

    /** With their indexes. */
    private static void printSizes(Statement statement) throws SQLException {
        try (ResultSet sizes = statement.executeQuery(
                "SELECT relname, pg_total_relation_size(oid) / 1048576. FROM pg_class WHERE relkind = 'r' AND relnamespace = 'hundred_thousand'::regnamespace ORDER BY 2 DESC LIMIT 4")) {
            while (sizes.next()) {
                System.out.printf("%s: %.0f MiB%n", sizes.getString(1), sizes.getDouble(2));
            }
        }
    }

    @AfterAll
    static void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void findsTheNearestOfAllFast() throws SQLException {
        Measured vectorsAlone = measure(Filter.NONE, 1, CUT, false);
        Measured hybrid = measure(Filter.NONE, 1, 200, true);
        System.out.println("all passages, ten nearest: " + vectorsAlone);
        System.out.printf("of it the walk through the graph, as PostgreSQL times it: p50 %.1f ms%n", walkMillis());
        System.out.println("all passages, 200 by words and 200 by vectors: " + hybrid);

        assertThat(vectorsAlone.recall()).isGreaterThanOrEqualTo(.98);
        assertThat(hybrid.recall()).isGreaterThanOrEqualTo(.98);
        assertThat(vectorsAlone.p50Millis()).isLessThanOrEqualTo(10);
    }

    /** One in a hundred is few enough to compare all; one in ten is found by the graph. */
    @Test
    void findsTheNearestOfWhatAFilterAdmits() {
        Measured hundredth = measure(tagged("hundredth"), 100, CUT, false);
        Measured tenth = measure(tagged("tenth"), 10, CUT, false);
        System.out.println("one document in a hundred, ten nearest: " + hundredth);
        System.out.println("one document in ten, ten nearest: " + tenth);

        assertThat(hundredth.recall()).isGreaterThanOrEqualTo(.95);
        assertThat(tenth.recall()).isGreaterThanOrEqualTo(.95);
        assertThat(hundredth.p50Millis()).isLessThanOrEqualTo(10);
    }

    @Test
    void aLargeDocumentComesAndGoesWholeWhileOthersSearch() throws Exception {
        DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, "file:/large");
        publish(key, 1);
        AtomicBoolean over = new AtomicBoolean();
        double[] millis = new double[PUBLISHED];
        long looks = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                int first = reader;
                readers.add(threads.submit(() -> look(key, first, over)));
            }
            for (int i = 0; i < PUBLISHED; i++) {
                long began = System.nanoTime();
                publish(key, 2 + i);
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
            over.set(true);
            for (Future<Long> reader : readers) {
                looks += reader.get();
            }
        }
        // Its passages are as near as their originals: no other test is to find them.
        store.remove(key, "file:/large", Sequence.ofNumber(2 + PUBLISHED), Instant.EPOCH);
        Arrays.sort(millis);
        System.out.printf(
                "%d versions of %d passages while %d looked: p50 %.0f ms, p99 %.0f ms; %d looks, each saw one whole version%n",
                PUBLISHED, LARGE, READERS, millis[PUBLISHED / 2], millis[PUBLISHED * 99 / 100], looks);
        assertThat(looks).isGreaterThan(PUBLISHED);
    }

    /** @param recall of the ten nearest */
    private record Measured(double recall, double p50Millis, double p99Millis) {

        @Override
        public String toString() {
            return "recall@10 %.4f, p50 %.1f ms, p99 %.1f ms".formatted(recall, p50Millis, p99Millis);
        }
    }

    /**
     * Asks SciFact's questions one by one, after as many that are not measured.
     *
     * @param everyNth of the documents is admitted
     * @param k how many of the best are asked for
     * @param words whether the question's words are asked for too, or its vector alone
     */
    private static Measured measure(Filter filter, int everyNth, int k, boolean words) {
        double recall = 0;
        double[] millis = new double[scifact.questions().size()];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < millis.length; i++) {
                Asked asked = scifact.questions().get(i);
                SearchRequest request = new SearchRequest(words ? asked.text() : "", asked.vector(), ANYONE, filter, k);
                long began = System.nanoTime();
                List<Candidate> found;
                try (IndexSnapshot snapshot = store.snapshot()) {
                    found = snapshot.candidates(request);
                }
                millis[i] = (System.nanoTime() - began) / 1e6;
                if (round == 0) {
                    continue;
                }
                Set<String> nearest = new HashSet<>(found.stream()
                        .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
                        .limit(CUT)
                        .map(Candidate::chunk)
                        .toList());
                nearest.retainAll(exact(asked.vector(), everyNth));
                recall += nearest.size() / (double) CUT;
            }
        }
        Arrays.sort(millis);
        return new Measured(recall / millis.length, millis[millis.length / 2], millis[millis.length * 99 / 100]);
    }

    /** The median that PostgreSQL itself gives for the walk alone, with the settings that the store makes for it. */
    private static double walkMillis() throws SQLException {
        List<Double> millis = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET search_path = hundred_thousand, public; SET hnsw.ef_search = 100; SET enable_seqscan = off; SET enable_sort = off; SET jit = off");
            for (Asked asked : scifact.questions()) {
                String halfvec = "halfvec(" + asked.vector().dimension() + ")";
                try (ResultSet plan = statement.executeQuery(
                        "EXPLAIN (ANALYZE, TIMING OFF) SELECT id FROM passage ORDER BY (embedding::" + halfvec
                                + ") <#> '" + Arrays.toString(asked.vector().toArray()) + "'::" + halfvec + " LIMIT "
                                + CUT)) {
                    while (plan.next()) {
                        Matcher time = EXECUTION.matcher(plan.getString(1));
                        if (time.matches()) {
                            millis.add(Double.valueOf(time.group(1)));
                        }
                    }
                }
            }
        }
        millis.sort(Comparator.naturalOrder());
        return millis.get(millis.size() / 2);
    }

    /** The ten nearest, by comparing all. */
    private static Set<String> exact(Embedding target, int everyNth) {
        return new HashSet<>(IntStream.range(0, PASSAGES)
                .parallel()
                .filter(passage -> passage / OF_A_DOCUMENT % everyNth == 0)
                .boxed()
                .map(passage -> Map.entry(passage, target.cosine(vectors.get(passage))))
                .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
                .limit(CUT)
                .map(near -> "passage-" + near.getKey())
                .toList());
    }

    private static Filter tagged(String tag) {
        return new Filter(Set.of(), null, Set.of(), Set.of(), Set.of(tag), null, null, Set.of());
    }

    private static Embedding vector(int passage) {
        int own = passage % scifact.passages().size();
        int copy = passage / scifact.passages().size();
        if (copy == 0) {
            return scifact.passages().get(own).vector();
        }
        float[] one = scifact.passages().get(own).vector().toArray();
        float[] other = scifact.passages()
                .get((int) ((own + copy * 104_729L) % scifact.passages().size()))
                .vector()
                .toArray();
        float[] mixed = new float[one.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = OWN * one[i] + OTHER * other[i];
        }
        return Embedding.of(mixed);
    }

    private static Batch batch(int document) {
        DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, "file:/grown/" + document);
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < OF_A_DOCUMENT; i++) {
            int passage = document * OF_A_DOCUMENT + i;
            chunks.add(chunk("passage-" + passage, i, passage));
        }
        String tags = (document % 100 == 0 ? "hundredth," : "") + (document % 10 == 0 ? "tenth" : "");
        return new Batch(version(key, key.id(), 1, tags.isEmpty() ? Map.of() : Map.of("tags", tags)), 0, 1, chunks);
    }

    /** Two batches, the second of which publishes. */
    private static void publish(DocumentKey key, int number) {
        DocumentVersion version = version(key, "version-" + number, number, Map.of());
        for (int batch = 0; batch < 2; batch++) {
            List<EmbeddedChunk> chunks = new ArrayList<>();
            for (int i = batch * LARGE / 2; i < (batch + 1) * LARGE / 2; i++) {
                chunks.add(chunk("large-" + number + "-" + i, i, (number * LARGE + i) % PASSAGES));
            }
            store.stage(new Batch(version, batch, 2, chunks));
        }
    }

    /** Searches and looks at the document in turns; how often. */
    private static long look(DocumentKey key, int first, AtomicBoolean over) {
        long looks = 0;
        for (int i = first; !over.get(); i++) {
            Asked asked = scifact.questions().get(i % scifact.questions().size());
            try (IndexSnapshot snapshot = store.snapshot()) {
                snapshot.candidates(new SearchRequest(asked.text(), asked.vector(), ANYONE, CUT));
                List<Passage> passages = snapshot.passages(key);
                assertThat(passages).hasSize(LARGE);
                assertThat(passages)
                        .extracting(Passage::version)
                        .containsOnly(passages.getFirst().version());
            }
            looks++;
        }
        return looks;
    }

    private static EmbeddedChunk chunk(String id, int ordinal, int passage) {
        Embedded original = scifact.passages().get(passage % scifact.passages().size());
        String text =
                original.text().substring(0, Math.min(TEXT, original.text().length()));
        return new EmbeddedChunk(
                new Chunk(id, ordinal, text, new Span(0, text.length()), List.of(), null, List.of()),
                vectors.get(passage),
                List.of());
    }

    private static DocumentVersion version(DocumentKey key, String version, int number, Map<String, String> metadata) {
        return new DocumentVersion(
                key,
                version,
                Sequence.ofNumber(number),
                "all-minilm-l6-v2-q",
                "file:/" + key.id(),
                "",
                "text/plain",
                null,
                metadata,
                AccessList.EVERYONE,
                Instant.EPOCH,
                TEXT,
                null);
    }
}
