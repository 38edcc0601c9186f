package io.millrace.capture;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Stage;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A source, the capture of its log, and all around it, real but for the broker. */
final class Shop implements AutoCloseable {

    /** Short times, so that nobody waits for the real ones. */
    record Quick(int windowDocuments, Duration retryAtMost) implements CaptureConfig {

        Quick() {
            this(500);
        }

        Quick(int windowDocuments) {
            this(windowDocuments, Duration.ofSeconds(1));
        }

        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration window() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofMillis(500);
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofMillis(200);
        }

        @Override
        public String publication() {
            return "millrace";
        }
    }

    private final @Nullable String url;
    final RecordingBroker broker;
    final LuceneStore store;
    final RowSource rows;
    private final LogAddress address;
    private final Quick config;
    private SourceCapture capture;

    Shop(Database.Engine engine, String name, String url, String user, Path folder) throws Exception {
        this(engine, name, url, user, folder, new Quick());
    }

    Shop(Database.Engine engine, String name, String url, String user, Path folder, Quick config) throws Exception {
        this(
                new ShopRows(name, url),
                Database.of(engine, url, user, () -> "", Map.of(), Map.of()),
                url,
                folder,
                config);
    }

    /** @param url for SQL; null where there is none */
    Shop(RowSource rows, LogAddress address, @Nullable String url, Path folder, Quick config) throws Exception {
        this.config = config;
        this.address = address;
        this.url = url;
        this.broker = new RecordingBroker();
        this.store = LuceneStore.open(folder, LuceneSettings.defaults());
        this.rows = rows;
        this.capture = started();
    }

    /** Another reader of the same log. */
    SourceCapture started() {
        return started(config);
    }

    SourceCapture started(Quick config) {
        CapturedSource source = new CapturedSource(rows, address, "");
        SourceCapture started = new SourceCapture(
                source, new SourceCapture.Surroundings(store.positions(), store, store, broker.sink(), config));
        started.start();
        return started;
    }

    void compared() {
        compared(store, rows.root().uri());
    }

    /** As if all of a source had been compared just now. */
    static void compared(LuceneStore store, String scope) {
        Instant now = Instant.now();
        String tenant = DocumentKey.DEFAULT_TENANT;
        store.change(
                tenant,
                scope,
                _ -> new ReindexRun(
                        "at " + now, tenant, scope, false, Stage.DONE, null, 1, 0, 0, 1, List.of(), now, now));
    }

    String uri(int order) {
        return new RowUri(rows.name(), "orders", List.of(Integer.toString(order))).toString();
    }

    SourceCapture capture() {
        return capture;
    }

    Map<String, String> positions() {
        return store.positions().load(rows.name());
    }

    void stop() {
        capture.close();
    }

    void restart() {
        capture = started();
    }

    void sql(String... statements) throws SQLException {
        run(Objects.requireNonNull(url), statements);
    }

    /** All in one transaction. */
    static void run(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        }
    }

    @Override
    public void close() {
        capture.close();
        store.close();
        broker.close();
    }
}
