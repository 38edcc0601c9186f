package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.Where;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is PostgreSQL's own; the rest is in the contracts. */
@Tag("containers")
class PgvectorStoreTest {

    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final Visibility ANYONE = Visibility.anonymous(TENANT);

    private final EmptyStore empty = new EmptyStore();

    @AfterEach
    void close() {
        empty.close();
    }

    private PgvectorStore store() {
        return empty.store();
    }

    // Invariant 1

    @Test
    void endsTheSameInAnyOrderAndWithManyAtOnce() throws Exception {
        for (int seed = 0; seed < 2; seed++) {
            Random random = new Random(seed);
            List<Runnable> ordered = deliveries(random);
            ordered.forEach(Runnable::run);
            String expected = contents();
            empty.clear();
            List<Runnable> disordered = new ArrayList<>(ordered);
            disordered.addAll(ordered.subList(0, random.nextInt(ordered.size())));
            Collections.shuffle(disordered, random);
            try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
                List<Callable<Boolean>> calls = new ArrayList<>();
                disordered.forEach(delivery -> calls.add(() -> {
                    delivery.run();
                    return true;
                }));
                for (Future<Boolean> done : threads.invokeAll(calls)) {
                    assertThat(done.get()).isTrue();
                }
            }
            assertThat(contents()).as("seed %s", seed).isEqualTo(expected);
            empty.clear();
        }
    }

    private List<Runnable> deliveries(Random random) {
        List<Runnable> deliveries = new ArrayList<>();
        for (int document = 0; document < 3; document++) {
            for (int position = 1; position <= 4; position++) {
                SampleDocument sample =
                        SampleDocument.of("d" + document, "none").at(position);
                int kind = random.nextInt(8);
                if (kind == 0) {
                    deliveries.add(
                            () -> store().remove(sample.key(), sample.uri(), sample.sequence(), sample.changedAt()));
                } else if (kind == 1) {
                    Problem reason = new Problem(Category.UNPROCESSABLE, "document-empty", "It is empty.");
                    deliveries.add(() -> store().reject(
                                    sample.key(),
                                    sample.uri(),
                                    sample.etag(),
                                    sample.access(),
                                    sample.sequence(),
                                    reason,
                                    sample.changedAt()));
                } else {
                    int content = random.nextInt(3);
                    sample.saying("One " + content, "Two " + content, "Three " + content)
                            .marked("e" + position)
                            .in(1 + content)
                            .toBatches()
                            .forEach(batch -> deliveries.add(() -> store().stage(batch)));
                }
            }
        }
        return deliveries;
    }

    /** What the store holds, without times and ids; words as they are counted, and as they are. */
    private static String contents() throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = EmptyStore.connect()) {
            for (String query : List.of(
                    "SELECT d.id || d.state || coalesce(version, '-') || known || settled || d.chunks || coalesce(etag, '-') || coalesce(code, '-') || title FROM millrace.document d",
                    "SELECT d.id || p.chunk || p.ordinal || p.body FROM millrace.document d JOIN millrace.passage p ON p.id >> 20 = d.generation",
                    "SELECT 'passages ' || count(*) FROM millrace.passage",
                    "SELECT document || sequence || version || batch FROM millrace.staged",
                    "SELECT stem || passages FROM millrace.word_count WHERE passages <> 0",
                    "SELECT word || ' ' || count(*) FROM millrace.posting GROUP BY word",
                    "SELECT 'miscounted ' || c.stem FROM millrace.word_count c WHERE c.passages <> (SELECT count(*) FROM millrace.posting p WHERE p.word = c.word)",
                    "SELECT tenant || documents || '/' || bytes || '/' || chunks FROM millrace.tenant_use WHERE documents <> 0",
                    "SELECT passages || ' of ' || tokens FROM millrace.index_state")) {
                lines.addAll(new Sql("SELECT line FROM (" + query + ") AS lines (line) ORDER BY line COLLATE \"C\"")
                        .list(connection, row -> row.getString(1)));
            }
        }
        assertThat(lines).noneMatch(line -> line.startsWith("miscounted"));
        return String.join("\n", lines);
    }

    // The graph

    @Test
    void theGraphFindsWhatComparingAllFindsFilteredOrNot() {
        for (int i = 0; i < 20; i++) {
            String[] texts = new String[15];
            for (int j = 0; j < texts.length; j++) {
                texts[j] = "Text " + i + " " + j;
            }
            SampleDocument sample = SampleDocument.of("d" + i, texts);
            store().stage((i % 10 == 0 ? sample.seenBy("user:ann") : sample).batch());
        }
        Admission ann = new Admission(new Visibility(TENANT, Set.of("user:ann"), null), Filter.NONE);
        Admission few = new Admission(ANYONE, documents(7, 17));
        try (Database database = new Database(EmptyStore.settings())) {
            database.read(connection -> graphFindsTheSame(connection, ann, few));
            database.read(connection -> graphKeepsToConditions(connection));
        }
    }

    private static boolean graphFindsTheSame(Connection connection, Admission ann, Admission few) throws SQLException {
        VectorSearch search = new VectorSearch(
                connection, SampleVectors.DIMENSION, SampleVectors.unit(4).toArray());
        connection.setAutoCommit(false);
        assertThat(overlap(search.walk(20, null), search.compareAll(20, ann))).isGreaterThanOrEqualTo(19);
        assertThat(overlap(
                        search.walk(20, new Admission(ANYONE, Filter.NONE)),
                        search.compareAll(20, new Admission(ANYONE, Filter.NONE))))
                .isGreaterThanOrEqualTo(19);
        assertThat(search.walk(20, few)).containsExactlyInAnyOrderElementsOf(search.compareAll(20, few));
        connection.rollback();
        connection.setAutoCommit(true);
        return true;
    }

    private static boolean graphKeepsToConditions(Connection connection) throws SQLException {
        VectorSearch search = new VectorSearch(
                connection, SampleVectors.DIMENSION, SampleVectors.unit(4).toArray());
        connection.setAutoCommit(false);
        Admission all = new Admission(ANYONE, where("origin in ('sample', 1) and origin != 'other'"));
        assertThat(overlap(search.walk(20, all), search.compareAll(20, all))).isGreaterThanOrEqualTo(19);
        assertThat(search.walk(20, new Admission(ANYONE, where("origin > 'sample'"))))
                .isEmpty();
        connection.rollback();
        connection.setAutoCommit(true);
        return true;
    }

    private static Filter where(String conditions) {
        return Filter.NONE.where(Where.parse(conditions));
    }

    private static Filter documents(int... numbers) {
        Set<String> ids = new HashSet<>();
        for (int number : numbers) {
            ids.add(SampleDocument.of("d" + number, "").key().id());
        }
        return new Filter(Set.of(), null, Set.of(), Set.of(), Set.of(), null, null, ids);
    }

    private static int overlap(List<Long> some, List<Long> others) {
        Set<Long> both = new HashSet<>(some);
        both.retainAll(others);
        return both.size();
    }

    // Text

    @Test
    void keepsTextWithACharacterThatPostgresDoesNotTake() {
        store().stage(SampleDocument.of("odd", "A nul\0 character.").batch());
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.passages(SampleDocument.of("odd", "").key()))
                    .singleElement()
                    .satisfies(passage -> assertThat(passage.chunk().text()).isEqualTo("A nul\uFFFD character."));
        }
    }

    // Time, and a server that is away

    /** What is old may be about to be published: its last batch has just come. */
    @Test
    void aVersionThatIsBeingPublishedIsNotSwept() throws SQLException {
        SampleDocument before = SampleDocument.of("mill", "Old.");
        store().stage(before.batch());
        SampleDocument sample = before.at(2).saying("One.", "Two.").in(2);
        store().stage(sample.toBatches().getFirst());
        // Else it would be the latest, and waited for.
        store().stage(sample.at(3).toBatches().getFirst());
        EmptyStore.execute("UPDATE millrace.staged SET came_millis = 0");
        try (Connection other = EmptyStore.connect()) {
            other.setAutoCommit(false);
            new Sql("SELECT id FROM millrace.passage FOR UPDATE").list(other, row -> row.getLong(1));
            // Knows which batches there are, has read none of them, and waits to delete the version before.
            CompletableFuture<StageResult> result = CompletableFuture.supplyAsync(
                    () -> store().stage(sample.toBatches().getLast()));
            await().until(() -> waiting() == 1);

            store().sweep(Instant.now());
            other.rollback();

            assertThat(result)
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isInstanceOfSatisfying(
                            Published.class,
                            published -> assertThat(published.state().chunks()).isEqualTo(2));
        }
    }

    /** It has written all of a version, the row that all wait for included, and says nothing more. */
    @Test
    void aProcessThatIsFrozenWhilePublishingStopsTheOthersForSecondsOnly() throws Exception {
        SampleDocument frozen = SampleDocument.of("frozen", "A lake.");
        SampleDocument other = SampleDocument.of("other", "A river.");
        store().stage(SampleDocument.of("first", "A spring.").batch());
        CountDownLatch published = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        try (Database database = new Database(EmptyStore.settings())) {
            CompletableFuture<Boolean> late = CompletableFuture.supplyAsync(() -> database.write(connection -> {
                new Changes(null, Clock.systemUTC()).stage(connection, frozen.batch(), Instant.now());
                published.countDown();
                return awaited(awake);
            }));
            assertThat(published.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(store().stage(other.batch())).isInstanceOf(Published.class);

            awake.countDown();
            assertThat(late)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.UNAVAILABLE));
        }
        assertThat(store().find(frozen.key())).isEmpty();
        assertThat(store().stage(frozen.batch())).isInstanceOf(Published.class);
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As after a failover: the server that the connections lead to is a standby now, and the next ones lead to another. */
    @Test
    void connectionsToAServerThatHasBecomeAStandbyAreGivenUp() {
        EmptyStore.execute("DROP ROLE IF EXISTS moved; CREATE ROLE moved SUPERUSER LOGIN;"
                + " ALTER ROLE moved SET default_transaction_read_only = on");
        PgvectorUrl url = PgvectorUrl.of(EmptyStore.settings().url().jdbc().replace("user=postgres", "user=moved"));
        SampleDocument sample = SampleDocument.of("mill", "A mill.");
        try (PgvectorStore moved = new PgvectorStore(PgvectorSettings.of(url), Clock.systemUTC())) {
            try (IndexSnapshot _ = moved.snapshot();
                    IndexSnapshot _ = moved.snapshot()) {
                assertThat(moved.find(sample.key())).as("what is only read").isEmpty();
            }
            EmptyStore.execute("ALTER ROLE moved RESET default_transaction_read_only");

            assertThatThrownBy(() -> moved.assign(sample.key(), sample.uri(), sample.access(), "event-1"))
                    .isInstanceOfSatisfying(ProblemException.class, e -> {
                        assertThat(e.problem().category()).isEqualTo(Category.UNAVAILABLE);
                        assertThat(e.problem().detail()).contains("25006");
                    });

            assertThat(moved.assign(sample.key(), sample.uri(), sample.access(), "event-1"))
                    .isNotNull();
        }
    }

    /** What the server says while it starts or stops, and when it has no connection left. */
    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P03", "53300", "25006", "25P03", "25P04", "08006", "40P01"})
    void whatPassesIsTriedAgain(String state) {
        assertThat(Database.failure(new SQLException("", state)).problem().category())
                .isEqualTo(Category.UNAVAILABLE);
    }

    @Test
    void whatIsGivenUpWaitsNoLongerAtTheServer() throws SQLException {
        try (Connection other = EmptyStore.connect();
                Database database = new Database(EmptyStore.settings(), Duration.ofSeconds(1))) {
            other.setAutoCommit(false);
            Changes.lock(other, "held");

            assertThatThrownBy(() -> database.write(connection -> {
                        Changes.lock(connection, "held");
                        return true;
                    }))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.UNAVAILABLE));

            assertThat(waiting()).isZero();
        }
    }

    private static long waiting() throws SQLException {
        try (Connection connection = EmptyStore.connect()) {
            return new Sql(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'millrace' AND wait_event_type = 'Lock'")
                    .one(connection, row -> row.getLong(1));
        }
    }

    /** The transaction that has Flyway's lock does nothing meanwhile: ended by the server, it would let another process migrate the same. */
    @Test
    void aMigrationMayTakeLongAndOthersWaitForIt() throws SQLException {
        PgvectorSettings settings = EmptyStore.settings();
        try (Connection connection =
                DriverManager.getConnection(settings.url().jdbc(), Database.properties(settings, Duration.ZERO))) {
            for (String limit : List.of("statement_timeout", "idle_in_transaction_session_timeout")) {
                String value = new Sql("SHOW " + limit).one(connection, row -> row.getString(1));
                assertThat(value).as(limit).isEqualTo("0");
            }
            // A lost node's would be waited for for hours.
            String silence = new Sql("SHOW tcp_keepalives_idle").one(connection, row -> row.getString(1));
            assertThat(silence).isEqualTo("60");
        }
        try (Database database = new Database(settings)) {
            assertThat(database.flyway(new BasicDataSource()).getConfiguration().getLockRetryCount())
                    .as("for ever")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aServerThatIsAwayIsAPassingFailureThatNamesNoSecret() {
        PgvectorSettings away = PgvectorSettings.of(PgvectorUrl.of("postgresql://ann:secret@127.0.0.1:1/rag"));
        try (PgvectorStore store = new PgvectorStore(away, Clock.systemUTC())) {
            assertThatThrownBy(store::counts).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.problem().code()).isEqualTo("index-not-reachable");
                assertThat(e.problem().category()).isEqualTo(Category.UNAVAILABLE);
                assertThat(e.problem().detail()).doesNotContain("secret");
            });
        }
    }

    @Test
    void aServerThatLetsNobodyInAtFirstIsWaitedFor() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String url = EmptyStore.settings().url().jdbc();
        int open = URI.create(url.substring("jdbc:".length())).getPort();
        PgvectorUrl behind = PgvectorUrl.of(url.replace(":" + open + "/", ":" + port + "/"));
        try (PgvectorStore store = new PgvectorStore(PgvectorSettings.of(behind), Clock.systemUTC())) {
            CompletableFuture<IndexCounts> asked = CompletableFuture.supplyAsync(store::counts);
            // The first attempts are refused; had they not been made again, it would have failed.
            assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            try (Relay _ = new Relay(port, open)) {
                assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void connectionsThatTheServerHasEndedAreNotFelt() {
        store().counts();
        EmptyStore.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'millrace' AND pid <> pg_backend_pid()");

        assertThat(store().counts().documents()).isZero();
    }

    @Test
    void connectingBringsTheSchema() throws SQLException {
        EmptyStore.execute("DROP SCHEMA IF EXISTS prepared CASCADE");
        try (PgvectorStore store = new PgvectorStore(EmptyStore.settings().in("prepared"), Clock.systemUTC());
                Connection connection = EmptyStore.connect()) {
            store.connect();

            boolean there = new Sql("SELECT to_regclass('prepared.document') IS NOT NULL")
                    .one(connection, row -> row.getBoolean(1));
            assertThat(there).isTrue();
        }
    }

    /** Up to version 6 it was kept with the bytes, whoever had sent them. */
    @Test
    void whatWasSaidOfAnUploadStaysWithTheDocumentsOfItsOnlyTenant() throws IOException {
        String mine = put("mine");
        String shared = put("shared");
        SampleDocument own = SampleDocument.of("own", "A heron.").marked(mine);
        SampleDocument same = SampleDocument.of("same", "A mill.").marked(shared);
        store().stage(own.batch());
        store().stage(same.batch());
        store().stage(same.of("other").batch());
        EmptyStore.execute(
                "UPDATE millrace.upload SET content_type = 'text/csv'; DROP TABLE millrace.upload_type; ALTER TABLE millrace.reindex_run DROP COLUMN failed; DELETE FROM millrace.flyway_schema_history WHERE version IN ('7', '8')");
        empty.restart();

        BlobStore uploads = store().shared().uploads();
        assertThat(uploads.contentType(mine, own.key())).contains("text/csv");
        assertThat(uploads.contentType(shared, same.key())).isEmpty();
        assertThat(uploads.contentType(shared, same.of("other").key())).isEmpty();
    }

    private String put(String text) throws IOException {
        return store().shared().uploads().put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 100);
    }

    /** Of what was published before version 3 nobody has kept the metadata. */
    @Test
    void aReindexGivesOlderDocumentsTheirMetadataAndKeepsTheirVectors() {
        SampleDocument sample = SampleDocument.of("old", "A heron.");
        store().stage(sample.batch());
        EmptyStore.execute(
                "ALTER TABLE millrace.document DROP COLUMN numbers, DROP COLUMN dates, DROP COLUMN texts, DROP COLUMN facts; DROP INDEX millrace.document_public; ALTER TABLE millrace.reindex_run DROP COLUMN failed; DROP TABLE millrace.capture_position, millrace.upload_type, millrace.upload, millrace.upload_part, millrace.upload_content, millrace.answer, millrace.feedback, millrace.source_root, millrace.source_registry; DELETE FROM millrace.flyway_schema_history WHERE version IN ('3', '4', '5', '6', '7', '8')");
        empty.restart();
        Set<String> chunk = Set.of(sample.chunks().getFirst().chunk().id());
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.candidates(asked(Filter.NONE))).hasSize(1);
            assertThat(snapshot.candidates(asked(where("origin = 'sample'")))).isEmpty();
            assertThat(snapshot.embedded(sample.key(), sample.version().configuration(), chunk))
                    .hasSize(1);
        }

        DocumentVersion again = sample.at(2).version();
        assertThat(store().confirm(again)).as("what is known to be current").isEmpty();
        assertThat(store().stage(sample.at(2).batch()))
                .isInstanceOfSatisfying(
                        Published.class,
                        published -> assertThat(published.state().version()).isEqualTo(again.version()));
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.candidates(asked(where("origin = 'sample'")))).hasSize(1);
        }
    }

    private static SearchRequest asked(Filter filter) {
        return new SearchRequest("heron", SampleVectors.unit(1), ANYONE, filter, 10);
    }

    @Test
    void twoProcessesThatStartAtOnceMakeOneSchema() throws Exception {
        PgvectorSettings fresh = EmptyStore.settings().in("fresh");
        EmptyStore.execute("DROP SCHEMA IF EXISTS fresh CASCADE");
        try (PgvectorStore one = new PgvectorStore(fresh, Clock.systemUTC());
                PgvectorStore other = new PgvectorStore(fresh, Clock.systemUTC());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Boolean> first = threads.submit(() -> one.counts().documents() == 0);
            Future<Boolean> second = threads.submit(() -> other.counts().documents() == 0);
            assertThat(first.get()).isTrue();
            assertThat(second.get()).isTrue();
        }
        try (Connection connection = EmptyStore.connect()) {
            String latest = new Sql("SELECT max(version::int) FROM fresh.flyway_schema_history WHERE success")
                    .one(connection, row -> row.getString(1));
            assertThat(latest).as("what a process looks for that starts").isEqualTo(Database.VERSION);
        }
    }
}
