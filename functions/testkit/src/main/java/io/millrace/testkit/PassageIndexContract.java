package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.StageResult.Staged;
import io.millrace.core.index.StageResult.Superseded;
import io.millrace.core.index.Visibility;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every store of passages and ledger must do (architecture §9.1, §9.2). An adapter's test extends this and gives a fresh,
 * empty store for each test.
 */
public abstract class PassageIndexContract {

    private static final String TENANT = DocumentKey.DEFAULT_TENANT;
    private static final Problem ENCRYPTED = new Problem(Category.UNPROCESSABLE, "document-encrypted", "It is encrypted.");

    private final SampleDocument heron = SampleDocument.of("heron", "The heron stands in shallow water. It waits.");
    private final SampleDocument mill =
            SampleDocument.of("mill", "A mill wheel turns.", "The race carries water.", "Grain becomes flour.");

    protected abstract PassageIndex index();

    protected abstract Ledger ledger();

    /** Closes the store and opens it again over the same data. */
    protected abstract void restart();

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
    void confirmsOnlyTheCurrentVersion() {
        assertThat(index().confirm(heron.version())).isEmpty();
        assertThat(ledger().find(heron.key())).isEmpty();
        index().stage(heron.batch());
        DocumentState raised = index().confirm(heron.at(4).marked("e4").version()).orElseThrow();
        assertThat(raised.settled()).isEqualTo(Sequence.ofNumber(4));
        assertThat(raised.etag()).isEqualTo("e4");
        assertThat(index().confirm(heron.at(2).version())).contains(raised);
        assertThat(index().confirm(heron.at(9).saying("Other.").version())).isEmpty();
        assertThat(find(heron)).isEqualTo(raised);
    }

    // Removing and rejecting

    @Test
    void removesADocumentFromSearchBeforeItReturns() {
        index().stage(heron.batch());
        DocumentState removed =
                index().remove(heron.key(), heron.uri(), Sequence.ofNumber(2), heron.at(2).changedAt());
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
                        heron.key(), heron.uri(), heron.access(), Sequence.ofNumber(2), ENCRYPTED, heron.changedAt());
        restart();
        assertThat(find(heron)).isEqualTo(rejected);
        assertThat(rejected.state()).isEqualTo(State.REJECTED);
        assertThat(rejected.code()).isEqualTo("document-encrypted");
        assertThat(rejected.reason()).isEqualTo("It is encrypted.");
        assertThat(texts("heron")).isEmpty();
        assertThat(index().counts().rejected()).isOne();
        assertThat(ledger().list(TENANT, null, 10)).containsExactly(rejected);
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

    // Searching

    @Test
    void scoresEveryCandidateBothWays() {
        SampleDocument words = SampleDocument.of("words", "Osprey osprey osprey.");
        SampleDocument vector = SampleDocument.of("vector", "Nothing of the kind.");
        index().stage(words.batch());
        index().stage(vector.batch());
        for (int i = 0; i < 40; i++) {
            index().stage(SampleDocument.of("filler" + i, "Filler number " + i).batch());
        }
        var asked = vector.chunks().getFirst().vector();
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> found =
                    snapshot.candidates(new SearchRequest("osprey", asked, Visibility.anonymous(TENANT), 1));
            assertThat(found).hasSize(2);
            Candidate byWords = candidate(found, words);
            Candidate byVector = candidate(found, vector);
            assertThat(byWords.bm25()).isPositive();
            assertThat(byWords.cosine())
                    .isCloseTo(asked.cosine(words.chunks().getFirst().vector()), within(1e-5));
            assertThat(byVector.bm25()).isZero();
            assertThat(byVector.cosine()).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void givesNegativeCosinesAsTheyAre() {
        index().stage(heron.batch());
        float[] opposite = heron.chunks().getFirst().vector().toArray();
        for (int i = 0; i < opposite.length; i++) {
            opposite[i] = -opposite[i];
        }
        var asked = io.millrace.core.embed.Embedding.of(opposite);
        try (IndexSnapshot snapshot = index().snapshot()) {
            var request = new SearchRequest("heron", asked, Visibility.anonymous(TENANT), 5);
            assertThat(snapshot.candidates(request)).singleElement().satisfies(found -> assertThat(found.cosine())
                    .isCloseTo(-1, within(1e-5)));
        }
    }

    @Test
    void findsHeadingsAndTitle() {
        index().stage(heron.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("absent", 5)).getFirst().bm25()).isZero();
            assertThat(snapshot.candidates(request("about", 5)).getFirst().bm25()).isPositive();
            assertThat(snapshot.candidates(request("part", 5)).getFirst().bm25()).isPositive();
        }
    }

    @Test
    void takesAnyTextAsAQuestion() {
        index().stage(heron.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("+heron AND (\"*: ~ /[", 5))).hasSize(1);
            assertThat(snapshot.candidates(request("", 5))).hasSize(1);
            StringBuilder endless = new StringBuilder("heron ");
            for (int i = 0; endless.length() < 100_000; i++) {
                endless.append("word").append(i).append(' ');
            }
            assertThat(snapshot.candidates(request(endless.toString(), 5)).getFirst().bm25())
                    .isPositive();
        }
    }

    @Test
    void computesTheInverseDocumentFrequencyOfAStem() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.inverseDocumentFrequency("water"))
                    .isCloseTo(Math.log(1 + (4 - 2 + .5) / (2 + .5)), within(1e-9));
            assertThat(snapshot.inverseDocumentFrequency("unheard"))
                    .isCloseTo(Math.log(1 + (4 + .5) / .5), within(1e-9));
        }
    }

    @Test
    void showsASnapshotUnchanged() {
        index().stage(heron.batch());
        try (IndexSnapshot before = index().snapshot()) {
            index().remove(heron.key(), heron.uri(), Sequence.ofNumber(2), heron.changedAt());
            List<Candidate> found = before.candidates(request("heron", 5));
            assertThat(before.load(found)).singleElement().satisfies(passage -> assertThat(
                            passage.chunk().text())
                    .isEqualTo(heron.texts().getFirst()));
        }
    }

    @Test
    void searchesAnEmptyIndex() {
        assertThat(texts("anything")).isEmpty();
        assertThat(index().counts().documents()).isZero();
        assertThat(ledger().find(heron.key())).isEmpty();
    }

    // Visibility

    @Test
    void showsEachAskerOnlyWhatTheyMaySee() {
        index().stage(SampleDocument.of("open", "Secret of all.").batch());
        index().stage(SampleDocument.of("ann", "Secret of Ann.").seenBy("user:ann").batch());
        index().stage(SampleDocument.of("staff", "Secret of staff.").seenBy("group:staff", "user:bob").batch());
        index().stage(SampleDocument.of("elsewhere", "Secret elsewhere.").of("other").batch());
        assertThat(texts("secret")).containsExactly("Secret of all.");
        assertThat(textsFor(Set.of("user:ann"), "secret")).containsExactlyInAnyOrder("Secret of all.", "Secret of Ann.");
        assertThat(textsFor(Set.of("user:carl", "group:staff"), "secret"))
                .containsExactlyInAnyOrder("Secret of all.", "Secret of staff.");
        assertThat(textsFor(Set.of("user:an", "user:annette", "ann"), "secret")).containsExactly("Secret of all.");
        assertThat(search(new Visibility("other", Set.of("user:ann"), null), "secret"))
                .containsExactly("Secret elsewhere.");
    }

    @Test
    void findsTheBestThatMayBeSeenAmongManyThatMayNot() {
        for (int i = 0; i < 60; i++) {
            index().stage(SampleDocument.of("p" + i, "Secret secret " + i).seenBy("user:x").batch());
        }
        index().stage(SampleDocument.of("open", "A secret among many words that make it rank low.").batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("secret", 1))).hasSize(1);
        }
    }

    @Test
    void narrowsToAUriPrefix() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        assertThat(search(new Visibility(TENANT, Set.of(), "file:/samples/h"), "water"))
                .containsExactlyElementsOf(heron.texts());
        assertThat(search(new Visibility(TENANT, Set.of(), "file:/elsewhere/"), "water"))
                .isEmpty();
    }

    // Words for the tests above

    private Sequence assign(SampleDocument document, String change) {
        return ledger().assign(document.key(), document.uri(), AccessList.EVERYONE, change);
    }

    private Sequence repair(SampleDocument document, String change) {
        return ledger().assignRepair(document.key(), document.uri(), AccessList.EVERYONE, change);
    }

    private DocumentState find(SampleDocument document) {
        return ledger().find(document.key()).orElseThrow();
    }

    private Collection<String> texts(String question) {
        return textsFor(Set.of(), question);
    }

    private Collection<String> textsFor(Set<String> principals, String question) {
        return search(new Visibility(TENANT, principals, null), question);
    }

    private List<String> search(Visibility visibility, String question) {
        try (IndexSnapshot snapshot = index().snapshot()) {
            var request = new SearchRequest(question, SampleVectors.unit(1), visibility, 100);
            return snapshot.load(snapshot.candidates(request)).stream()
                    .map(passage -> passage.chunk().text())
                    .toList();
        }
    }

    private static SearchRequest request(String question, int k) {
        return new SearchRequest(question, SampleVectors.unit(1), Visibility.anonymous(TENANT), k);
    }

    private static Candidate candidate(List<Candidate> found, SampleDocument document) {
        return found.stream()
                .filter(each -> each.document().equals(document.key().id()))
                .findFirst()
                .orElseThrow();
    }

    private static DocumentState published(StageResult result) {
        assertThat(result).isInstanceOf(Published.class);
        return ((Published) result).state();
    }
}
