package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every keeper of reindex runs must do. An adapter's test extends this and gives a fresh, empty store for each test. */
public abstract class ReindexRunsContract {

    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final String SCOPE = "file:///docs/";
    private static final Instant NOW = Instant.parse("2026-11-24T03:17:00.123456789Z");

    protected abstract ReindexRuns runs();

    /** As {@link io.millrace.core.index.PassageStore#sweep} does. */
    protected abstract void sweep(Instant now);

    /** Closes the store and opens it again over the same data. */
    protected abstract void restart();

    @Test
    void knowsNoRunBeforeTheFirst() {
        assertThat(runs().find(TENANT, SCOPE)).isEmpty();
    }

    @Test
    void keepsARunOverARestart() {
        ReindexRun run = fresh("one", SCOPE);

        assertThat(runs().change(TENANT, SCOPE, current -> run)).isEqualTo(run);
        restart();

        assertThat(runs().find(TENANT, SCOPE)).contains(run);
    }

    @Test
    void keepsWhatCouldNotBeCompared() {
        ReindexRun run = ended(
                "one",
                List.of(
                        new ReindexRun.Failed("s3://bucket/", "it refuses us; renew the credentials"),
                        new ReindexRun.Failed("file:///docs/größe", "…")));

        assertThat(runs().change(TENANT, SCOPE, current -> run)).isEqualTo(run);
        restart();

        assertThat(runs().find(TENANT, SCOPE)).contains(run);
    }

    /** The event that asks for its next page may have waited for days. */
    @Test
    void keepsARunUntilItHasEndedAndADayMore() {
        ReindexRun run = fresh("one", SCOPE);
        ReindexRun ended = ended("one", List.of());

        runs().change(TENANT, SCOPE, current -> run);
        sweep(Instant.now().plus(Duration.ofDays(400)));
        restart();
        assertThat(runs().find(TENANT, SCOPE)).contains(run);

        runs().change(TENANT, SCOPE, current -> ended);
        sweep(Instant.now().plus(Duration.ofHours(23)));
        assertThat(runs().find(TENANT, SCOPE)).contains(ended);
        sweep(Instant.now().plus(Duration.ofHours(25)));
        assertThat(runs().find(TENANT, SCOPE)).isEmpty();
    }

    @Test
    void aChangeSeesTheOneBefore() {
        ReindexRun one = fresh("one", SCOPE);
        ReindexRun two = fresh("two", SCOPE);
        runs().change(TENANT, SCOPE, current -> current == null ? one : two);

        ReindexRun now = runs().change(TENANT, SCOPE, current -> one.equals(current) ? two : one);

        assertThat(now).isEqualTo(two);
        assertThat(runs().find(TENANT, SCOPE)).contains(two);
    }

    @Test
    void scopesAndTenantsAreApart() {
        runs().change(TENANT, SCOPE, current -> fresh("one", SCOPE));

        assertThat(runs().find(TENANT, "")).isEmpty();
        assertThat(runs().find("other", SCOPE)).isEmpty();
    }

    @Test
    void takesTheLongestScope() {
        String scope = "file:///" + "x".repeat(40_000);
        ReindexRun run = fresh("one", scope);

        runs().change(TENANT, scope, current -> run);

        assertThat(runs().find(TENANT, scope)).contains(run);
    }

    @Test
    void ofManyThatBeginAtOnceOneWins() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<ReindexRun>> begun = IntStream.range(0, 64)
                    .mapToObj(i -> fresh("run-" + i, SCOPE))
                    .map(run -> threads.submit(
                            () -> runs().change(TENANT, SCOPE, current -> current == null ? run : current)))
                    .toList();

            ReindexRun winner = begun.getFirst().get();
            for (Future<ReindexRun> each : begun) {
                assertThat(each.get()).isEqualTo(winner);
            }
        }
    }

    private static ReindexRun ended(String id, List<ReindexRun.Failed> failed) {
        return new ReindexRun(id, TENANT, SCOPE, false, ReindexRun.Stage.DONE, null, 2, 0, 0, 3, failed, NOW, NOW);
    }

    private static ReindexRun fresh(String id, String scope) {
        return ReindexRun.fresh(id, TENANT, scope, false, NOW);
    }
}
