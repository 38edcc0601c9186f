package io.millrace.core.retrieve;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiversityTest {

    private static final String QUESTION = "Who patented the condenser?";

    private final TestCorpus corpus = new TestCorpus()
            .add("steam", "Steam", "Watt patented the separate condenser in 1769.")
            .add("copy", "Steam", "Watt  patented the separate CONDENSER, in 1769!")
            .add("next", "Steam", "Watt patented the separate condenser in 1770.")
            .add("bees", "Bees", "A hive has one queen.");

    @Test
    void aRepeatGoesBehindWhatSaysSomethingElse() {
        Retrieval plain = retrieve(RetrievalOptions.best(4));
        Retrieval distinct = retrieve(RetrievalOptions.best(4).distinct(true).traced(true));

        assertThat(chunks(plain).subList(0, 3)).containsExactlyInAnyOrder("steam", "copy", "next");
        assertThat(chunks(distinct))
                .hasSize(4)
                .endsWith("bees", repeat(distinct).chunk());
        assertThat(List.of(repeat(distinct).chunk(), repeat(distinct).of())).containsExactlyInAnyOrder("steam", "copy");
    }

    @Test
    void aRepeatMakesRoomForAPassageThatWouldNotHaveCome() {
        assertThat(chunks(retrieve(RetrievalOptions.best(3).distinct(true))))
                .contains("bees", "next")
                .hasSize(3);
    }

    @Test
    void anotherNumberIsNoRepeat() {
        assertThat(chunks(retrieve(RetrievalOptions.best(2).distinct(true)))).contains("next");
    }

    @Test
    void scoresStayWhenTheOrderChanges() {
        List<ScoredPassage> plain = retrieve(RetrievalOptions.best(4)).passages();

        assertThat(retrieve(RetrievalOptions.best(4).distinct(true)).passages())
                .containsExactlyInAnyOrderElementsOf(plain);
    }

    @Test
    void oneDocumentLeavesRoomForOthers() {
        TestCorpus books = new TestCorpus()
                .add("book", "one", "Book", "The queen lays eggs.", AccessList.EVERYONE)
                .add("book", "two", "Book", "The queen leaves with a swarm.", AccessList.EVERYONE)
                .add("book", "three", "Book", "The queen is kept warm.", AccessList.EVERYONE)
                .add("other", "other", "Other", "Steam is hot.", AccessList.EVERYONE);

        Retrieval retrieval = books.retriever()
                .retrieve(
                        TestCorpus.question("What does the queen do?"),
                        TestCorpus.vector("What does the queen do?"),
                        RetrievalOptions.best(3).perDocument(1));

        assertThat(retrieval.passages())
                .extracting(scored -> scored.passage().document())
                .containsExactly("book", "other", "book");
    }

    @Test
    void manyPassagesOfOneDocumentLeaveRoomForOthersToo() {
        TestCorpus books = new TestCorpus();
        for (int i = 0; i < 70; i++) {
            books.add("book", "book-" + i, "The queen", "The queen lays egg number " + i + ".", AccessList.EVERYONE);
        }
        books.add("other", "other", "Other", "Steam is hot.", AccessList.EVERYONE);
        String question = "What does the queen do?";

        Retrieval retrieval = books.retriever()
                .retrieve(
                        TestCorpus.question(question),
                        TestCorpus.vector(question),
                        RetrievalOptions.best(3).perDocument(1).traced(true));

        assertThat(retrieval.passages())
                .extracting(scored -> scored.passage().document())
                .containsExactly("book", "other", "book");
        assertThat(Explanation.of(TestCorpus.question(question), retrieval)
                        .passages()
                        .get(1)
                        .fusedRank())
                .isEqualTo(71);
        assertThat(retrieval.evidence()).isEqualTo(books.retrieve(question, 3).evidence());
    }

    @Test
    void manyCopiesLeaveRoomForWhatSaysSomethingElse() {
        TestCorpus copies = new TestCorpus();
        for (int i = 0; i < 70; i++) {
            copies.add("copy-" + i, "Steam", "Watt patented the separate condenser.");
        }
        copies.add("bees", "Bees", "A hive has one queen.");

        Retrieval retrieval = copies.retriever()
                .retrieve(
                        TestCorpus.question(QUESTION),
                        TestCorpus.vector(QUESTION),
                        RetrievalOptions.best(2).distinct(true));

        assertThat(chunks(retrieval)).hasSize(2).endsWith("bees");
    }

    @Test
    void theExplanationSaysWhereAPassageStoodAndWhatItRepeats() {
        Retrieval retrieval = retrieve(RetrievalOptions.best(4).distinct(true).traced(true));
        Explanation explanation = Explanation.of(TestCorpus.question(QUESTION), retrieval);

        assertThat(explanation.candidates()).isEqualTo(4);
        assertThat(explanation.passages())
                .extracting(Explanation.PassageScores::fusedRank)
                .containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(explanation.passages().getFirst().rerankedRank()).isEqualTo(1);
        assertThat(explanation.passages().getLast().repeats())
                .isEqualTo(repeat(retrieval).of());
        assertThat(explanation.millis())
                .containsOnlyKeys("analyse", "candidates", "fuse", "load", "rerank", "diversify");
    }

    @Test
    void nothingIsTracedUnlessAskedFor() {
        Retrieval retrieval = retrieve(RetrievalOptions.best(4));

        assertThat(retrieval.trace()).isNull();
        assertThat(Explanation.of(TestCorpus.question(QUESTION), retrieval)
                        .passages()
                        .getFirst()
                        .fusedRank())
                .isNull();
    }

    private Retrieval retrieve(RetrievalOptions options) {
        return corpus.retriever().retrieve(TestCorpus.question(QUESTION), TestCorpus.vector(QUESTION), options);
    }

    private static Trace.Repeat repeat(Retrieval retrieval) {
        List<Trace.Repeat> repeats = requireNonNull(retrieval.trace()).repeats();
        assertThat(repeats).hasSize(1);
        return repeats.getFirst();
    }

    private static List<String> chunks(Retrieval retrieval) {
        return retrieval.passages().stream()
                .map(scored -> scored.passage().chunk().id())
                .toList();
    }
}
