package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.document.Timings;
import io.millrace.core.index.Batch;
import io.millrace.core.index.IndexCounts;
import io.millrace.core.index.Staging;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every ledger tells of how documents came in: stages, timings, failed attempts, and what a tenant takes. An adapter's test extends this and gives
 * a fresh, empty store for each test.
 */
public abstract class LedgerContract extends StoreContract {

    private static final Problem AWAY = new Problem(Category.UNAVAILABLE, "source-unavailable", "The source is away.");
    private static final Problem SLOW = new Problem(Category.TIMEOUT, "source-slow", "The source is slow.");
    private static final Problem EMPTY = new Problem(Category.UNPROCESSABLE, "document-empty", "It holds no text.");

    // Stages and timings

    @Test
    void tellsHowManyBatchesOfTheLatestChangeAreDurable() {
        SampleDocument first = mill.in(3);
        SampleDocument second = first.at(2).saying("A weir holds.", "A sluice opens.", "An eel climbs.");
        assertThat(index().staging(mill.key())).isEmpty();
        index().stage(second.toBatches().get(1));
        index().stage(first.toBatches().get(0));
        index().stage(second.toBatches().get(2));
        assertThat(index().staging(mill.key())).contains(new Staging(Sequence.ofNumber(2), 2, 3));
        index().stage(second.toBatches().get(0));
        assertThat(index().staging(mill.key())).isEmpty();
    }

    @Test
    void countsVersionsOfWhichSomeBatchesAreDurable() {
        index().stage(heron.batch());
        List<Batch> batches = mill.in(3).toBatches();
        index().stage(batches.get(2));
        index().stage(batches.get(0));
        assertThat(index().counts()).isEqualTo(new IndexCounts(1, 1, 1, 1, 0));
        index().stage(batches.get(1));
        assertThat(index().counts()).isEqualTo(new IndexCounts(2, 4, 0, 0, 0));
    }

    @Test
    void keepsHowAVersionCameIn() {
        List<Batch> batches = mill.in(2).toBatches();
        index().stage(embedded(batches.get(1), 1, 700));
        index().stage(embedded(batches.get(0), 0, 0));
        restart();
        Indexing indexing = Objects.requireNonNull(find(mill).indexing());
        assertThat(indexing.configuration()).isEqualTo(mill.version().configuration());
        assertThat(indexing.bytes()).isEqualTo(mill.version().bytes());
        assertThat(indexing.chunksEmbedded()).isOne();
        Timings timings = Objects.requireNonNull(indexing.timings());
        assertThat(timings).isEqualTo(new Timings(mill.changedAt(), 1, 2, 3, 700, timings.publishMicros()));
    }

    @Test
    void saysOfAChangeThatBroughtNothingNewThatNothingWasEmbedded() {
        index().stage(heron.batch());
        index().confirm(heron.at(2).version());
        Indexing indexing = find(heron).indexing();
        assertThat(indexing)
                .isEqualTo(new Indexing(
                        heron.version().configuration(), heron.version().bytes(), 0, null));
    }

    @Test
    void listsWhatSettledLastFirst() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        index().stage(SampleDocument.of("otter", "An otter swims.").of("other").batch());
        reject(SampleDocument.of("eel", "An eel."), 1);
        assertThat(ledger().latest(TENANT, State.INDEXED, 10))
                .containsExactlyInAnyOrder(find(heron), find(mill))
                .isSortedAccordingTo(Comparator.comparing((DocumentState state) ->
                                Objects.requireNonNull(state.settledAt()).truncatedTo(ChronoUnit.MILLIS))
                        .reversed());
        assertThat(ledger().latest(TENANT, State.INDEXED, 1)).hasSize(1);
        assertThat(ledger().latest(TENANT, State.REJECTED, 10))
                .extracting(DocumentState::code)
                .containsExactly("document-empty");
    }

    // Failed attempts

    @Test
    void notesFailedAttemptsAtAChangeUnderWay() {
        failed(heron, AWAY);
        failed(heron, SLOW);
        restart();
        DocumentState state = find(heron);
        assertThat(state.state()).isEqualTo(State.PENDING);
        assertThat(state.known()).isEqualTo(heron.sequence());
        FailedAttempts failures = Objects.requireNonNull(state.failures());
        assertThat(failures)
                .isEqualTo(new FailedAttempts(
                        heron.sequence(), 2, "source-slow", "The source is slow.", failures.lastAt()));
    }

    @Test
    void keepsTheAttemptsOfTheChangeThatSettledAndForgetsOlderOnes() {
        failed(heron, AWAY);
        index().stage(heron.batch());
        assertThat(find(heron).failures()).isNotNull();
        index().stage(heron.at(2).saying("It flies.").batch());
        assertThat(find(heron).failures()).isNull();
    }

    @Test
    void notesNothingOfAChangeWhoseTimeIsOver() {
        index().stage(heron.at(5).batch());
        DocumentState before = find(heron);
        failed(heron.at(4), AWAY);
        failed(heron.at(5), AWAY);
        assertThat(find(heron)).isEqualTo(before);
        failed(heron.at(7), AWAY);
        failed(heron.at(6), SLOW);
        assertThat(find(heron).failures())
                .extracting(FailedAttempts::sequence, FailedAttempts::count, FailedAttempts::code)
                .containsExactly(Sequence.ofNumber(7), 1, "source-unavailable");
        assertThat(find(heron).known()).isEqualTo(Sequence.ofNumber(7));
    }

    // Marks

    @Test
    void saysWhichMarksAnyTenantsDocumentsHave() {
        index().stage(heron.marked("heron").batch());
        index().stage(heron.of("other").marked("other").batch());
        reject(SampleDocument.of("eel", "An eel.").marked("eel"), 1);
        index().stage(mill.in(1).marked("mill").batch());
        index().remove(mill.key(), mill.uri(), Sequence.ofNumber(2), mill.changedAt());
        restart();
        assertThat(ledger().inUse(Set.of("heron", "other", "eel", "mill", "none")))
                .containsExactlyInAnyOrder("heron", "other", "eel");
        assertThat(ledger().inUse(Set.of())).isEmpty();
    }

    // What a tenant takes

    @Test
    void sumsUpWhatATenantsDocumentsTake() {
        assertThat(ledger().use(TENANT)).isEqualTo(TenantUse.NONE);
        index().stage(heron.batch());
        mill.in(2).toBatches().forEach(index()::stage);
        index().stage(heron.of("other").batch());
        restart();
        assertThat(ledger().use(TENANT)).isEqualTo(new TenantUse(2, bytes(heron) + bytes(mill), 4));
        assertThat(ledger().use("other")).isEqualTo(new TenantUse(1, bytes(heron), 1));
    }

    @Test
    void countsWhatIsCurrentAndNothingElse() {
        SampleDocument edited = mill.at(2).saying("A weir holds.");
        index().stage(mill.batch());
        index().stage(mill.batch());
        index().stage(edited.batch());
        index().confirm(edited.at(3).version());
        index().stage(heron.in(1).batch());
        assertThat(ledger().use(TENANT)).isEqualTo(new TenantUse(2, bytes(edited) + bytes(heron), 2));
        reject(heron, 2);
        assertThat(ledger().use(TENANT)).isEqualTo(new TenantUse(1, bytes(edited), 1));
        index().remove(mill.key(), mill.uri(), Sequence.ofNumber(4), mill.changedAt());
        assertThat(ledger().use(TENANT)).isEqualTo(TenantUse.NONE);
    }

    private static long bytes(SampleDocument document) {
        return document.version().bytes();
    }

    private static Batch embedded(Batch batch, int chunks, long micros) {
        return new Batch(batch.version(), batch.number(), batch.batches(), batch.chunks(), chunks, micros);
    }

    private void failed(SampleDocument document, Problem problem) {
        ledger().failed(document.key(), document.uri(), document.access(), document.sequence(), problem);
    }

    private void reject(SampleDocument document, long position) {
        index().reject(
                        document.key(),
                        document.uri(),
                        document.etag(),
                        document.access(),
                        Sequence.ofNumber(position),
                        EMPTY,
                        document.changedAt());
    }
}
