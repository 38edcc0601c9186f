package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger.Unnumbered;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.StageResult.Staged;
import io.millrace.core.index.StageResult.Superseded;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every store of passages and ledger must do (architecture §9.1, §9.2), searching included. An adapter's test extends this
 * and gives a fresh, empty store for each test.
 */
public abstract class PassageIndexContract extends PassageSearchContract {

    private static final Problem ENCRYPTED =
            new Problem(Category.UNPROCESSABLE, "document-encrypted", "It is encrypted.");
    private static final AccessList ANN = new AccessList(List.of("user:ann"));
    private static final AccessList BOB = new AccessList(List.of("user:bob"));

    // Publishing

    @Test
    void publishesADocumentOfOneBatchAtOnce() {
        DocumentState state = published(index().stage(heron.batch()));
        assertThat(state.state()).isEqualTo(State.INDEXED);
        assertThat(state.version()).isEqualTo(heron.version().version());
        assertThat(state.chunks()).isOne();
        assertThat(state.settled()).isEqualTo(heron.sequence());
        assertThat(texts("heron")).containsExactly(heron.texts().getFirst());
    }

    @Test
    void givesPassagesBackAsTheyWereStaged() {
        index().stage(mill.marked("e1").batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> found = snapshot.candidates(request("mill wheel race water grain flour", 10));
            List<Passage> passages = snapshot.load(found);
            assertThat(passages).hasSize(3);
            for (int i = 0; i < 3; i++) {
                Passage passage = passages.get(i);
                var staged = mill.chunks().get(passage.chunk().ordinal());
                assertThat(passage.chunk()).isEqualTo(staged.chunk());
                assertThat(passage.sentences()).isEqualTo(staged.sentences());
                assertThat(passage.version()).isEqualTo(mill.version().version());
                assertThat(passage.uri()).isEqualTo(mill.uri());
                assertThat(passage.title()).isEqualTo(mill.title());
                assertThat(found.get(i).chunk()).isEqualTo(passage.chunk().id());
                assertThat(found.get(i).document()).isEqualTo(mill.key().id());
            }
        }
    }

    @Test
    void waitsForAllBatchesInAnyOrder() {
        List<Batch> batches = mill.in(3).toBatches();
        assertThat(index().stage(batches.get(2))).isEqualTo(new Staged(1, 3));
        assertThat(index().stage(batches.get(0))).isEqualTo(new Staged(2, 3));
        assertThat(texts("water")).isEmpty();
        assertThat(find(mill).state()).isEqualTo(State.PENDING);
        assertThat(published(index().stage(batches.get(1))).chunks()).isEqualTo(3);
        assertThat(texts("water mill grain")).hasSize(3);
    }

    @Test
    void countsABatchThatComesTwiceOnce() {
        List<Batch> batches = mill.in(2).toBatches();
        assertThat(index().stage(batches.get(0))).isEqualTo(new Staged(1, 2));
        assertThat(index().stage(batches.get(0))).isEqualTo(new Staged(1, 2));
        assertThat(texts("water mill grain")).isEmpty();
    }

    @Test
    void keepsStagedBatchesOverARestart() {
        List<Batch> batches = mill.in(2).toBatches();
        index().stage(batches.get(0));
        restart();
        published(index().stage(batches.get(1)));
        restart();
        assertThat(texts("water mill grain")).hasSize(3);
    }

    @Test
    void neverMixesTheBatchesOfTwoChanges() {
        SampleDocument first = mill.in(2);
        SampleDocument second = first.at(2).saying("A weir holds.", "A sluice opens.", "An eel climbs.");
        index().stage(first.toBatches().get(0));
        assertThat(index().stage(second.toBatches().get(1))).isEqualTo(new Staged(1, 2));
        published(index().stage(first.toBatches().get(1)));
        assertThat(texts("mill race grain weir sluice eel")).containsExactlyInAnyOrderElementsOf(first.texts());
        published(index().stage(second.toBatches().get(0)));
        assertThat(texts("mill race grain weir sluice eel")).containsExactlyInAnyOrderElementsOf(second.texts());
    }

    // Waiting for the others

    /** Events may wait in the broker for days, and nothing would bring again what has come. */
    @Test
    void batchesOfTheLatestChangeWaitForTheOthersHoweverLong() {
        List<Batch> batches = mill.in(3).toBatches();
        index().stage(batches.get(0));
        index().stage(batches.get(2));

        sweepIn(Duration.ofDays(400));
        restart();

        assertThat(published(index().stage(batches.get(1))).chunks()).isEqualTo(3);
        assertThat(texts("water mill grain")).hasSize(3);
    }

    @Test
    void batchesOfAnEarlierChangeGoWhenTheyAreOldAndALaterOneIsOnItsWay() {
        SampleDocument first = mill.in(3);
        SampleDocument second = first.at(2).saying("A weir holds.", "A sluice opens.", "An eel climbs.");
        index().stage(first.toBatches().get(0));
        index().stage(second.toBatches().get(0));

        sweepIn(Duration.ofHours(23));
        assertThat(index().stage(first.toBatches().get(1))).isEqualTo(new Staged(2, 3));
        sweepIn(Duration.ofHours(25));
        restart();

        assertThat(index().stage(first.toBatches().get(2))).isEqualTo(new Staged(1, 3));
        assertThat(index().stage(second.toBatches().get(1))).isEqualTo(new Staged(2, 3));
        published(index().stage(second.toBatches().get(2)));
        assertThat(texts("mill race grain weir sluice eel")).containsExactlyInAnyOrderElementsOf(second.texts());
    }

    /** A change of one document has nothing to do with those of another. */
    @Test
    void aLaterChangeOfAnotherDocumentLeavesBatchesWaiting() {
        SampleDocument other = heron.at(9).saying("One.", "Two.").in(2);
        index().stage(mill.in(2).toBatches().getFirst());
        index().stage(other.toBatches().getFirst());

        sweepIn(Duration.ofHours(25));

        published(index().stage(mill.in(2).toBatches().getLast()));
        published(index().stage(other.toBatches().getLast()));
    }

    private void sweepIn(Duration time) {
        tested().store().sweep(Instant.now().plus(time));
    }

    // Order of changes

    @Test
    void answersABatchThatComesAgainAfterPublishingTheSame() {
        List<Batch> batches = mill.in(2).toBatches();
        index().stage(batches.get(0));
        StageResult published = index().stage(batches.get(1));
        restart();
        assertThat(index().stage(batches.get(0))).isEqualTo(published);
        assertThat(index().stage(batches.get(1))).isEqualTo(published);
        assertThat(texts("water mill grain")).hasSize(3);
    }

    @Test
    void replacesTheVersionBefore() {
        index().stage(heron.batch());
        SampleDocument later = heron.at(2).saying("A stork builds on the chimney.");
        published(index().stage(later.batch()));
        assertThat(texts("heron water stork chimney")).containsExactly("A stork builds on the chimney.");
        assertThat(index().counts().chunks()).isOne();
    }

    @Test
    void ignoresAChangeThatComesLate() {
        SampleDocument later = heron.at(2).saying("A stork builds on the chimney.");
        index().stage(later.batch());
        assertThat(index().stage(heron.batch())).isEqualTo(new Superseded(find(heron)));
        assertThat(texts("heron water stork chimney")).containsExactly("A stork builds on the chimney.");
    }

    @Test
    void dropsTheStagingOfSupersededVersions() {
        List<Batch> early = mill.in(2).toBatches();
        index().stage(early.get(0));
        index().stage(mill.at(2).saying("Only this.").batch());
        assertThat(index().stage(early.get(1))).isInstanceOf(Superseded.class);
        assertThat(texts("mill wheel only this")).containsExactly("Only this.");
    }

    @Test
    void raisesTheSequenceOfAVersionThatIsCurrent() {
        index().stage(mill.in(2).toBatches().get(0));
        index().stage(mill.in(2).toBatches().get(1));
        SampleDocument again = mill.in(2).at(5).marked("e5");
        DocumentState raised = published(index().stage(again.toBatches().get(1)));
        assertThat(raised.settled()).isEqualTo(again.sequence());
        assertThat(raised.etag()).isEqualTo("e5");
        assertThat(raised.chunks()).isEqualTo(3);
        assertThat(published(index().stage(again.toBatches().get(0)))).isEqualTo(raised);
        assertThat(index().stage(heron.at(3).batch())).isInstanceOf(Published.class);
        assertThat(index().stage(mill.at(4).saying("Too late.").batch())).isEqualTo(new Superseded(raised));
    }

    @Test
    void takesARevertAsAChange() {
        index().stage(heron.batch());
        index().stage(heron.at(2).saying("Something else.").batch());
        index().stage(heron.at(3).batch());
        assertThat(texts("heron something else")).containsExactlyElementsOf(heron.texts());
        assertThat(find(heron).settled()).isEqualTo(Sequence.ofNumber(3));
    }

    @Test
    void takesAnotherAccessListAsAnotherVersion() {
        index().stage(heron.batch());
        index().stage(heron.at(2).seenBy("user:ann").batch());
        assertThat(texts("heron")).isEmpty();
        assertThat(textsFor(Set.of("user:ann"), "heron")).hasSize(1);
    }

    @Test
    void givesThePassagesOfTheVersionThatIsAskedForAndOfNoOther() {
        SampleDocument hidden = heron.at(2).seenBy("user:ann");
        index().stage(heron.batch());
        String seen = heron.version().version();
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.passages(heron.key(), seen)).hasSize(1);
        }
        index().stage(hidden.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.passages(heron.key(), seen)).isEmpty();
            assertThat(snapshot.passages(heron.key(), hidden.version().version()))
                    .hasSize(1);
        }
    }

    @Test
    void confirmsOnlyTheCurrentVersion() {
        assertThat(index().confirm(heron.version())).isEmpty();
        assertThat(ledger().find(heron.key())).isEmpty();
        index().stage(heron.batch());
        DocumentState raised =
                index().confirm(heron.at(4).marked("e4").version()).orElseThrow();
        assertThat(raised.settled()).isEqualTo(Sequence.ofNumber(4));
        assertThat(raised.etag()).isEqualTo("e4");
        assertThat(index().confirm(heron.at(2).version())).contains(raised);
        assertThat(index().confirm(heron.at(9).saying("Other.").version())).isEmpty();
        assertThat(find(heron)).isEqualTo(raised);
    }

    @Test
    void keepsTheTitleThatWasReadFromAConfirmedVersion() {
        index().stage(heron.batch());
        DocumentVersion later = heron.at(4).version();
        DocumentVersion unread = new DocumentVersion(
                later.document(),
                later.version(),
                later.sequence(),
                later.configuration(),
                later.uri(),
                "",
                later.contentType(),
                later.etag(),
                later.metadata(),
                later.access(),
                later.changedAt(),
                later.bytes(),
                later.timings());
        assertThat(index().confirm(unread).orElseThrow().title()).isEqualTo(heron.title());
        assertThat(find(heron).title()).isEqualTo(heron.title());
    }

    // Removing and rejecting

    @Test
    void removesADocumentFromSearchBeforeItReturns() {
        index().stage(heron.batch());
        DocumentState removed = index().remove(
                        heron.key(),
                        heron.uri(),
                        Sequence.ofNumber(2),
                        heron.at(2).changedAt());
        assertThat(removed.state()).isEqualTo(State.REMOVED);
        assertThat(texts("heron")).isEmpty();
        assertThat(ledger().list(TENANT, null, 10)).isEmpty();
        assertThat(index().counts().documents()).isZero();
    }

    @Test
    void keepsARemovedDocumentOutWhateverIsUnderWay() {
        List<Batch> batches = mill.in(2).toBatches();
        index().stage(batches.get(0));
        DocumentState removed = index().remove(mill.key(), mill.uri(), Sequence.ofNumber(2), mill.changedAt());
        restart();
        assertThat(index().stage(batches.get(1))).isEqualTo(new Superseded(removed));
        assertThat(index().stage(batches.get(0))).isEqualTo(new Superseded(removed));
        assertThat(texts("mill water grain")).isEmpty();
    }

    @Test
    void keepsTheStagingOfAChangeAfterTheRemoval() {
        List<Batch> batches = mill.in(2).at(3).toBatches();
        index().stage(batches.get(0));
        index().remove(mill.key(), mill.uri(), Sequence.ofNumber(2), mill.changedAt());
        published(index().stage(batches.get(1)));
        assertThat(texts("mill water grain")).hasSize(3);
    }

    @Test
    void ignoresARemovalThatComesLate() {
        index().stage(heron.at(2).batch());
        DocumentState state = index().remove(heron.key(), heron.uri(), heron.sequence(), heron.changedAt());
        assertThat(state).isEqualTo(find(heron));
        assertThat(state.state()).isEqualTo(State.INDEXED);
        assertThat(texts("heron")).hasSize(1);
    }

    @Test
    void keepsAVerdictAndHidesWhatWasFoundBefore() {
        index().stage(heron.batch());
        DocumentState rejected = index().reject(
                        heron.key(),
                        heron.uri(),
                        "mark",
                        heron.access(),
                        Sequence.ofNumber(2),
                        ENCRYPTED,
                        heron.changedAt());
        restart();
        assertThat(find(heron)).isEqualTo(rejected);
        assertThat(rejected.state()).isEqualTo(State.REJECTED);
        assertThat(rejected.etag()).isEqualTo("mark");
        assertThat(rejected.code()).isEqualTo("document-encrypted");
        assertThat(rejected.reason()).isEqualTo("It is encrypted.");
        assertThat(texts("heron")).isEmpty();
        assertThat(index().counts().rejected()).isOne();
        assertThat(ledger().list(TENANT, null, 10)).containsExactly(rejected);
    }

    @Test
    void aVerdictOnAChangeThatNamesNoReadersLeavesThemAsTheyWere() {
        index().stage(heron.seenBy("user:ann").batch());
        index().reject(heron.key(), heron.uri(), null, null, Sequence.ofNumber(2), ENCRYPTED, heron.changedAt());
        restart();
        assertThat(find(heron).state()).isEqualTo(State.REJECTED);
        assertThat(find(heron).access()).isEqualTo(ANN);
        index().reject(
                        heron.key(),
                        heron.uri(),
                        null,
                        AccessList.EVERYONE,
                        Sequence.ofNumber(3),
                        ENCRYPTED,
                        heron.changedAt());
        assertThat(find(heron).access()).isEqualTo(AccessList.EVERYONE);
        index().reject(mill.key(), mill.uri(), null, null, Sequence.ofNumber(1), ENCRYPTED, mill.changedAt());
        assertThat(find(mill).access()).isEqualTo(AccessList.EVERYONE);
    }

    @Test
    void aReplayedDeadLetterTakesEffectThoughItsChangeWasGivenUp() {
        giveUp(heron);

        index().stage(heron.batch());

        assertThat(find(heron).state()).isEqualTo(State.INDEXED);
        assertThat(texts("heron")).hasSize(1);
    }

    @Test
    void aDeadLetterOfOneBatchLeavesTheOthersForItsReplay() {
        List<Batch> batches = mill.in(3).toBatches();
        index().stage(batches.get(0));
        giveUp(mill);
        sweepIn(Duration.ofDays(400));
        restart();
        index().stage(batches.get(2));

        assertThat(published(index().stage(batches.get(1))).chunks()).isEqualTo(3);
        assertThat(texts("water mill grain")).hasSize(3);
        assertThat(index().staging(mill.key())).isEmpty();
    }

    @Test
    void aLaterChangeDropsTheBatchesOfADeadLetter() {
        index().stage(mill.in(2).toBatches().getFirst());
        giveUp(mill);
        assertThat(index().staging(mill.key())).isPresent();

        index().remove(mill.key(), mill.uri(), Sequence.ofNumber(9), mill.changedAt());

        assertThat(index().staging(mill.key())).isEmpty();
    }

    private void giveUp(SampleDocument document) {
        index().reject(
                        document.key(),
                        document.uri(),
                        document.etag(),
                        document.access(),
                        document.sequence(),
                        new Problem(Category.UNPROCESSABLE, DocumentState.DEAD_LETTER, "An event was given up."),
                        document.changedAt());
    }

    // The ledger

    @Test
    void givesEachChangeANumberOfItsOwnAndTheSameAgain() {
        Sequence first = assign(heron, "event-1");
        Sequence second = assign(mill, "event-1");
        Sequence third = assign(heron, "event-2");
        assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        restart();
        assertThat(assign(heron, "event-1")).isEqualTo(first);
        assertThat(assign(mill, "event-1")).isEqualTo(second);
        assertThat(assign(heron, "event-3")).isGreaterThan(third);
        assertThat(find(heron).state()).isEqualTo(State.PENDING);
        assertThat(find(heron).changing()).isTrue();
        assertThat(index().counts().pending()).isEqualTo(2);
    }

    @Test
    void givesManyChangesTheirSequencesInTheirOrder() {
        Sequence known = assign(mill, "event-1");
        List<Unnumbered> changes =
                List.of(unnumbered(mill, "event-2"), unnumbered(heron, "event-1"), unnumbered(mill, "event-1"));

        List<Sequence> numbers = ledger().assign(changes);
        List<Sequence> repairs = ledger().assignRepair(changes);
        restart();

        assertThat(numbers.getFirst()).isGreaterThan(known);
        assertThat(numbers.get(1)).isGreaterThan(known);
        assertThat(numbers.getLast()).isEqualTo(known);
        assertThat(numbers).doesNotHaveDuplicates();
        assertThat(repairs.get(1)).isEqualTo(numbers.get(1).nextRepair());
        assertThat(List.of(repairs.getFirst(), repairs.getLast()))
                .containsExactlyInAnyOrder(
                        numbers.getFirst().nextRepair(),
                        numbers.getFirst().nextRepair().nextRepair());
        assertThat(ledger().assign(changes)).isEqualTo(numbers);
        assertThat(ledger().assignRepair(changes)).isEqualTo(repairs);
        assertThat(find(mill).changing()).isTrue();
        assertThat(find(heron).changing()).isTrue();
    }

    private static Unnumbered unnumbered(SampleDocument document, String change) {
        return new Unnumbered(document.key(), document.uri(), AccessList.EVERYONE, change);
    }

    @Test
    void repairsAtTheHighestKnownPosition() {
        assertThat(repair(mill, "run-1")).isEqualTo(Sequence.NONE.nextRepair());
        Sequence known = assign(heron, "event-1");
        Sequence repaired = repair(heron, "run-1");
        assertThat(repaired).isEqualTo(known.nextRepair());
        assertThat(repair(heron, "run-1")).isEqualTo(repaired);
        assertThat(repair(heron, "run-2")).isEqualTo(repaired.nextRepair());
        assertThat(assign(heron, "event-2")).isGreaterThan(repaired.nextRepair());
    }

    @Test
    void knowsASequenceOfTheSourceOnceItIsStaged() {
        index().stage(mill.at(7).in(2).toBatches().get(0));
        assertThat(find(mill).known()).isEqualTo(Sequence.ofNumber(7));
        assertThat(repair(mill, "run-1")).isEqualTo(Sequence.ofNumber(7).nextRepair());
    }

    @Test
    void notesTheHighestSequenceOfTheSource() {
        note(mill, Sequence.ofNumber(7));
        note(mill, Sequence.ofNumber(5));
        note(mill, Sequence.ofNumber(7));
        restart();

        assertThat(find(mill).known()).isEqualTo(Sequence.ofNumber(7));
        assertThat(find(mill).changing()).isTrue();
        assertThat(repair(mill, "run-1")).isEqualTo(Sequence.ofNumber(7).nextRepair());
    }

    @Test
    void whoPutsInWhatWasRemovedSaysWhoMaySeeIt() {
        index().stage(heron.seenBy("user:ann").batch());
        index().remove(heron.key(), heron.uri(), Sequence.ofNumber(2), heron.changedAt());
        assertThat(find(heron).access()).isEqualTo(ANN);

        ledger().note(heron.key(), heron.uri(), BOB, Sequence.ofNumber(5));
        ledger().failed(heron.key(), heron.uri(), ANN, Sequence.ofNumber(4), ENCRYPTED);
        restart();

        assertThat(find(heron).state()).isEqualTo(State.REMOVED);
        assertThat(find(heron).changing()).isTrue();
        assertThat(find(heron).access()).isEqualTo(BOB);
    }

    @Test
    void whoChangesWhatIsThereDoesNotSayWhoMaySeeItUntilThatSettles() {
        index().stage(heron.seenBy("user:ann").batch());

        ledger().note(heron.key(), heron.uri(), BOB, Sequence.ofNumber(2));

        assertThat(find(heron).access()).isEqualTo(ANN);
    }

    @Test
    void notingASequenceLeavesWhatCanBeFound() {
        index().stage(mill.at(7).batch());

        note(mill, Sequence.ofNumber(7));
        assertThat(find(mill).changing()).isFalse();
        note(mill, Sequence.ofNumber(8));

        assertThat(find(mill).changing()).isTrue();
        assertThat(find(mill).state()).isEqualTo(State.INDEXED);
        assertThat(texts("mill")).isNotEmpty();
    }

    @Test
    void listsDocumentsOfATenantPageByPage() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            SampleDocument document = SampleDocument.of("d" + i, "Text " + i);
            index().stage(document.batch());
            index().stage(document.of("other").batch());
            ids.add(document.key().id());
        }
        ids.sort(null);
        List<String> listed = new ArrayList<>();
        List<DocumentState> page = ledger().list(TENANT, null, 3);
        while (!page.isEmpty()) {
            page.forEach(state -> listed.add(state.key().id()));
            page = ledger().list(TENANT, listed.getLast(), 3);
        }
        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void pagesThroughWhatSomebodyMaySeeAsIfThereWereNothingElse() {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            SampleDocument document = SampleDocument.of("d" + i, "Text " + i);
            switch (i % 4) {
                case 0 -> index().stage(document.batch());
                case 1 -> index().stage(document.seenBy("user:ann").batch());
                case 2 -> ledger().note(document.key(), document.uri(), ANN, Sequence.ofNumber(1));
                default -> index().stage(document.seenBy("user:bob").batch());
            }
            if (i % 4 < 3) {
                seen.add(document.key().id());
            }
        }
        seen.sort(null);
        List<String> listed = new ArrayList<>();
        for (List<DocumentState> page = pageOf(null); !page.isEmpty(); page = pageOf(listed.getLast())) {
            assertThat(page).hasSize(Math.min(5, seen.size() - listed.size()));
            page.forEach(state -> listed.add(state.key().id()));
        }
        assertThat(listed).isEqualTo(seen);
        assertThat(ledger().list(TENANT, Set.of(), null, 100)).hasSize(6);
        assertThat(ledger().list(TENANT, null, 100)).hasSize(24);
    }

    private List<DocumentState> pageOf(@Nullable String after) {
        return ledger().list(TENANT, Set.of("user:ann", "group:millers"), after, 5);
    }
}
