package io.millrace.capture;

import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Stage;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReindexingTest {

    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

    private final LuceneStore store;
    private final RecordingBroker broker;
    private final ShopRows rows = new ShopRows("shop", "jdbc:none");
    private final SourcePositions positions;
    private final String all = rows.root().uri();

    ReindexingTest(@TempDir Path folder) throws Exception {
        store = LuceneStore.open(folder, LuceneSettings.defaults());
        broker = new RecordingBroker();
        positions = new SourcePositions("shop", store.positions());
    }

    @AfterEach
    void close() {
        store.close();
        broker.close();
    }

    @Test
    void whatIsOwedOutlivesTheProcessAndIsAskedForOnce() {
        reindexing(Database.Engine.POSTGRESQL).oweAll("first");

        Reindexing next = reindexing(Database.Engine.POSTGRESQL);
        next.ask();
        next.ask();

        assertThat(broker.count(REINDEX_REQUESTED, all)).isEqualTo(1);
        assertThat(reindexing(Database.Engine.POSTGRESQL).owed()).isEmpty();
    }

    @Test
    void waitsForARunThatMayBePastTheChange() {
        ReindexRun run = ReindexRun.fresh("earlier", DocumentKey.DEFAULT_TENANT, all, false, NOW.instant());
        store.change(run.tenant(), all, current -> run);
        Reindexing reindexing = reindexing(Database.Engine.POSTGRESQL);
        reindexing.oweAll("a table was truncated");

        reindexing.ask();
        assertThat(broker.count(REINDEX_REQUESTED, all)).isZero();

        store.change(run.tenant(), all, current -> done(run));
        reindexing.ask();
        assertThat(broker.count(REINDEX_REQUESTED, all)).isEqualTo(1);
    }

    @Test
    void asksNotBeforeABinaryLogHasAPosition() {
        Reindexing reindexing = reindexing(Database.Engine.MARIADB);
        reindexing.oweAll("first");

        reindexing.ask();
        assertThat(broker.count(REINDEX_REQUESTED, all)).isZero();

        positions.putOffsets(Map.of("key", "{}"));
        reindexing.ask();
        assertThat(broker.count(REINDEX_REQUESTED, all)).isEqualTo(1);
    }

    private static ReindexRun done(ReindexRun run) {
        return new ReindexRun(
                run.id(),
                run.tenant(),
                run.scope(),
                run.everything(),
                Stage.DONE,
                null,
                1,
                0,
                0,
                0,
                run.startedAt(),
                run.touchedAt());
    }

    private Reindexing reindexing(Database.Engine engine) {
        String url = engine == Database.Engine.POSTGRESQL ? "jdbc:postgresql://db/shop" : "jdbc:mariadb://db/shop";
        CapturedSource source =
                new CapturedSource(rows, Database.of(engine, url, "millrace", () -> "", Map.of(), Map.of()));
        return new Reindexing(source, positions, store, broker.sink(), NOW);
    }
}
