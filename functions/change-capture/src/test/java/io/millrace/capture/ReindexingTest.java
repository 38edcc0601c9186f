package io.millrace.capture;

import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.capture.Database.Engine;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Stage;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReindexingTest {

    private final Later clock = new Later();

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
        reindexing(Engine.POSTGRESQL).oweAll("first");

        Reindexing next = reindexing(Engine.POSTGRESQL);
        ask(next);
        ask(next);

        assertThat(asked()).isEqualTo(1);
        assertThat(reindexing(Engine.POSTGRESQL).owed()).containsKey(all);

        run(Stage.DONE, 5);
        ask(next);

        assertThat(asked()).isEqualTo(1);
        assertThat(next.owed()).isEmpty();
        assertThat(reindexing(Engine.POSTGRESQL).owed()).isEmpty();
    }

    @Test
    void waitsForARunThatMayBePastTheChange() {
        run(Stage.LISTING, 0);
        Reindexing reindexing = reindexing(Engine.POSTGRESQL);
        reindexing.oweAll("a table was truncated");

        ask(reindexing);
        assertThat(asked()).isZero();

        run(Stage.DONE, 5);
        ask(reindexing);
        assertThat(asked()).isEqualTo(1);
        assertThat(reindexing.owed()).containsKey(all);
    }

    @Test
    void asksNotBeforeABinaryLogHasAPosition() {
        Reindexing reindexing = reindexing(Engine.MARIADB);
        reindexing.oweAll("first");

        ask(reindexing);
        assertThat(asked()).isZero();

        positions.putOffsets(Map.of("key", "{}"));
        ask(reindexing);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void asksNotWhileTheDatabaseIsAway() {
        Reindexing reindexing = reindexing(Engine.POSTGRESQL);
        reindexing.oweAll("first");
        rows.away = true;
        ask(reindexing);
        assertThat(asked()).isZero();

        rows.away = false;
        clock.passes(Duration.ofSeconds(11));
        ask(reindexing);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void aRunThatListedNothingOfATableWithRowsPaysNoDebt() {
        Reindexing reindexing = asking();
        rows.full = true;
        run(Stage.DONE, 0);
        ask(reindexing);

        assertThat(reindexing.owed()).containsKey(all);

        asksAgainAndPays(reindexing);
    }

    @Test
    void aRunDuringWhichTheDatabaseWasAwayPaysNoDebt() {
        Reindexing reindexing = asking();
        run(Stage.LISTING, 0);
        rows.away = true;
        clock.passes(Duration.ofSeconds(11));
        ask(reindexing);
        rows.away = false;
        run(Stage.DONE, 5);
        ask(reindexing);

        assertThat(reindexing.owed()).containsKey(all);

        asksAgainAndPays(reindexing);
    }

    @Test
    void aTableThatItsMappingHasWrongIsOwedAloneUntilItCanBeRead() {
        Reindexing reindexing = asking();
        run(Stage.LISTING, 0);
        rows.wrong = true;
        clock.passes(Duration.ofSeconds(11));
        ask(reindexing);
        run(Stage.DONE, 5);
        ask(reindexing);

        assertThat(reindexing.owed()).containsOnly(Map.entry(rows.orders(), "orders has no title"));

        clock.passes(Duration.ofSeconds(61));
        ask(reindexing);
        assertThat(broker.count(REINDEX_REQUESTED, rows.orders())).isZero();
        rows.wrong = false;
        clock.passes(Duration.ofSeconds(11));
        ask(reindexing);
        assertThat(broker.count(REINDEX_REQUESTED, rows.orders())).isEqualTo(1);
    }

    @Test
    void whatIsOwedAgainWhileARunIsUnderWayIsComparedAfterIt() {
        Reindexing reindexing = asking();
        run(Stage.LISTING, 0);
        reindexing.oweAll("a table was truncated");
        run(Stage.DONE, 5);
        clock.passes(Duration.ofSeconds(11));
        ask(reindexing);

        assertThat(asked()).isEqualTo(2);
        assertThat(reindexing.owed()).containsKey(all);
    }

    @Test
    void saysWhatIsOwedAlsoWhileTheBrokerDoesNotAnswer() throws Exception {
        Reindexing reindexing = reindexing(Engine.POSTGRESQL);
        reindexing.oweAll("first");
        CountDownLatch silence = broker.silence();
        Thread asking = Thread.startVirtualThread(() -> ask(reindexing));
        try {
            CaptureContract.awaiting().until(() -> broker.trace(all) != null);

            assertThat(CompletableFuture.supplyAsync(reindexing::owed)).succeedsWithin(Duration.ofSeconds(5));
        } finally {
            silence.countDown();
            asking.join();
        }
    }

    @Test
    void whoeverOwesWaitsForNoTableAndADebtOfMeanwhileStays() throws Exception {
        Reindexing reindexing = asking();
        run(Stage.DONE, 5);
        CountDownLatch lock = new CountDownLatch(1);
        rows.locked = lock;
        Thread paying = Thread.startVirtualThread(() -> ask(reindexing));
        try {
            assertThat(rows.listing.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(CompletableFuture.runAsync(() -> reindexing.oweAll("a table was truncated")))
                    .succeedsWithin(Duration.ofSeconds(5));
        } finally {
            lock.countDown();
            paying.join();
        }

        assertThat(reindexing.owed()).containsKey(all);
        asksAgainAndPays(reindexing);
    }

    private Reindexing asking() {
        Reindexing reindexing = reindexing(Engine.POSTGRESQL);
        reindexing.oweAll("first");
        ask(reindexing);
        assertThat(asked()).isEqualTo(1);
        return reindexing;
    }

    private void asksAgainAndPays(Reindexing reindexing) {
        clock.passes(Duration.ofSeconds(61));
        ask(reindexing);
        assertThat(asked()).isEqualTo(2);
        run(Stage.DONE, 5);
        ask(reindexing);
        assertThat(reindexing.owed()).isEmpty();
    }

    private void ask(Reindexing reindexing) {
        clock.passes(Duration.ofSeconds(1));
        reindexing.ask();
    }

    private long asked() {
        return broker.count(REINDEX_REQUESTED, all);
    }

    /** Somebody's run, which begins now. */
    private void run(Stage stage, long unchanged) {
        clock.passes(Duration.ofSeconds(1));
        Instant now = clock.instant();
        ReindexRun run = new ReindexRun(
                "run at " + now,
                DocumentKey.DEFAULT_TENANT,
                all,
                false,
                stage,
                null,
                1,
                0,
                0,
                unchanged,
                List.of(),
                now,
                now);
        store.change(run.tenant(), all, current -> run);
    }

    private Reindexing reindexing(Engine engine) {
        String url = engine == Engine.POSTGRESQL ? "jdbc:postgresql://db/shop" : "jdbc:mariadb://db/shop";
        CapturedSource source =
                new CapturedSource(rows, Database.of(engine, url, "millrace", () -> "", Map.of(), Map.of()), "");
        return new Reindexing(source, positions, store, broker.sink(), clock);
    }

    /** Stands still until time is let pass. */
    static final class Later extends Clock {

        private Instant now = Instant.parse("2026-11-29T12:00:00Z");

        void passes(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
