package io.millrace.core.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.document.AccessList;
import io.millrace.core.index.BegunSearch;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordRequest;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetrieverTest {

    private final TestCorpus corpus = new TestCorpus()
            .add("rivers", "Rivers", "The Rhine rises in the Alps. It flows west through the Netherlands.")
            .add("steam", "Steam", "A steam engine turns heat into motion. Watt patented a condenser in 1769.")
            .add("bees", "Bees", "Bees dance to tell where flowers are. A hive has one queen.");

    @Test
    void findsThePassageThatHoldsTheWords() {
        Retrieval retrieval = corpus.retrieve("Who patented a condenser?", 2);
        assertThat(chunks(retrieval)).startsWith("steam").hasSize(2);
        ScoredPassage best = retrieval.passages().getFirst();
        assertThat(best.scores().bm25()).isPositive();
        assertThat(best.scores().coverage()).isEqualTo(1);
        assertThat(best.sentences().get(1).score())
                .isGreaterThan(best.sentences().get(0).score());
        assertThat(best.scores().sentence()).isEqualTo(best.sentences().get(1).score());
    }

    @Test
    void limitHasNoEffectOnScoresAndEvidence() {
        Retrieval one = corpus.retrieve("Where does the Rhine rise?", 1);
        Retrieval all = corpus.retrieve("Where does the Rhine rise?", 50);
        assertThat(all.passages()).hasSize(3).startsWith(one.passages().getFirst());
        assertThat(all.evidence()).isEqualTo(one.evidence());
    }

    @Test
    void whatIsNotRerankedKeepsItsOrderBehindTheRest() {
        RetrievalSettings two = new RetrievalSettings(200, .55, 2, 5, 1, 8000);
        Reranker lastFirst = request -> {
            assertThat(request.entries()).hasSize(2);
            return List.of(scored(request, 0, -9), scored(request, 1, 9));
        };
        Question question = TestCorpus.question("How does a steam engine turn heat into motion in the Alps?");
        List<String> fused = chunks(new Retriever(corpus::snapshot, new SentenceReranker(), two)
                .retrieve(
                        question,
                        TestCorpus.vector(question.text()),
                        RetrievalOptions.best(3).reranked(false)));
        Retrieval reranked = new Retriever(corpus::snapshot, lastFirst, two)
                .retrieve(question, TestCorpus.vector(question.text()), 3);
        assertThat(chunks(reranked)).containsExactly(fused.get(1), fused.get(0), fused.get(2));
    }

    @Test
    void scoresOfARerankerThatKnowsItsWeightCountAsTheyStand() {
        double few = change(1, OptionalDouble.of(2));
        double many = change(3, OptionalDouble.of(2));
        assertThat(few).isCloseTo(2 * (1 - 1 / 3.), within(1e-9));
        assertThat(many).isCloseTo(3 * few, within(1e-9));
    }

    @Test
    void scoresOfOtherRerankersCountByHowFarTheyStandOut() {
        double few = change(1, OptionalDouble.empty());
        double many = change(3, OptionalDouble.empty());
        assertThat(few).isPositive();
        assertThat(many).isCloseTo(few, within(1e-9));
    }

    /** By how much the first of three changes that alone scores more than 0. */
    private double change(double score, OptionalDouble weight) {
        Reranker firstOnly = new Reranker() {
            @Override
            public List<Scored> rerank(RerankRequest request) {
                return List.of(scored(request, 0, score), scored(request, 1, 0), scored(request, 2, 0));
            }

            @Override
            public OptionalDouble weight() {
                return weight;
            }
        };
        Question question = TestCorpus.question("Where does the Rhine rise?");
        Scores first = new Retriever(corpus::snapshot, firstOnly, RetrievalSettings.DEFAULT)
                .retrieve(question, TestCorpus.vector(question.text()), 3)
                .passages()
                .getFirst()
                .scores();
        return first.last() - first.fused();
    }

    @Test
    void passagesOfOneDocumentStayPassages() {
        TestCorpus two = new TestCorpus()
                .add("book", "book-1", "Book", "The queen lays eggs.", AccessList.EVERYONE)
                .add("other", "other-1", "Other", "Steam is hot.", AccessList.EVERYONE)
                .add("book", "book-2", "Book", "The queen leaves with a swarm.", AccessList.EVERYONE);
        Retrieval retrieval = two.retrieve("What does the queen do?", 10);
        assertThat(chunks(retrieval)).hasSize(3);
        List<ScoredDocument> documents = retrieval.documents();
        assertThat(documents).extracting(ScoredDocument::document).containsExactly("book", "other");
        assertThat(documents.getFirst().passages()).hasSize(2);
        assertThat(documents.getFirst().score())
                .isEqualTo(retrieval.passages().getFirst().scores().last());
    }

    @Test
    void showsOnlyWhatTheAskerMaySee() {
        corpus.add(
                "secret", "secret", "Steam", "Watt patented a secret condenser.", new AccessList(List.of("user:ann")));
        Question anyone = TestCorpus.question("Who patented a condenser?");
        Question ann = new Question(anyone.text(), new Visibility("default", Set.of("user:ann"), null));
        var vector = TestCorpus.vector(anyone.text());
        assertThat(chunks(corpus.retriever().retrieve(anyone, vector, 10))).doesNotContain("secret");
        assertThat(chunks(corpus.retriever().retrieve(ann, vector, 10))).contains("secret");
    }

    @Test
    void anEmptyIndexGivesNothing() {
        Retrieval retrieval = new TestCorpus().retrieve("Anything?", 5);
        assertThat(retrieval.passages()).isEmpty();
        assertThat(retrieval.documents()).isEmpty();
        assertThat(retrieval.evidence()).isEqualTo(Evidence.NONE);
    }

    @Test
    void rejectsQuestionOverTheLimitAndNamesBothLengths() {
        assertThat(corpus.retrieve("word ".repeat(1600).strip() + "s", 1).passages())
                .hasSize(1);
        assertThatThrownBy(() -> corpus.retrieve("x".repeat(8001), 1))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().category()).isEqualTo(Category.TOO_LARGE);
                    assertThat(e.problem().code()).isEqualTo("question-too-long");
                    assertThat(e.problem().detail()).contains("8001", "8000").doesNotContain("xxx");
                });
    }

    @Test
    void rejectsBlankQuestion() {
        assertThatThrownBy(() -> TestCorpus.question(" \n"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("question-empty"));
    }

    @Test
    void rejectsRerankerThatLosesAPassage() {
        Retriever broken = new Retriever(corpus::snapshot, request -> List.of(), RetrievalSettings.DEFAULT);
        assertThatThrownBy(() -> broken.retrieve(TestCorpus.question("bees"), TestCorpus.vector("bees"), 1))
                .hasMessageContaining("0 scores for 3 passages");
    }

    @Test
    void aRerankerThatIsAwayIsSkippedAndSaidSo() {
        Reranker away = request -> {
            throw ProblemException.of(Category.TIMEOUT, "model-timeout", "it was too slow");
        };
        RetrievalSettings heavy = RetrievalSettings.DEFAULT.withRerankWeight(9);
        Question question = TestCorpus.question("Where does the Rhine rise?");
        Retrieval without =
                new Retriever(corpus::snapshot, away, heavy).retrieve(question, TestCorpus.vector(question.text()), 3);
        Retrieval embedded = corpus.retrieve(question.text(), 3);

        assertThat(without.rerankSkipped()).isEqualTo("model-timeout");
        assertThat(without.passages()).isEqualTo(embedded.passages());
        assertThat(embedded.rerankSkipped()).isNull();
    }

    @Test
    void withoutRerankingTheOrderIsThatOfFusion() {
        Reranker neverAsked = request -> {
            throw new AssertionError("nobody wanted it");
        };
        Question question = TestCorpus.question("How does a steam engine turn heat into motion in the Alps?");
        Retrieval fused = new Retriever(corpus::snapshot, neverAsked, RetrievalSettings.DEFAULT)
                .retrieve(
                        question,
                        TestCorpus.vector(question.text()),
                        RetrievalOptions.best(3).reranked(false));

        assertThat(fused.passages())
                .extracting(passage -> passage.scores().last())
                .isEqualTo(fused.passages().stream()
                        .map(passage -> passage.scores().fused())
                        .toList())
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(fused.rerankSkipped()).isNull();
    }

    @Test
    void anExplanationWithoutRerankingTellsTheSameEvidence() {
        for (int i = 0; i < 10; i++) {
            corpus.add("heat-" + i, "Heat", "Heat and motion of kind " + i + ".");
        }
        Question question = TestCorpus.question("How does a steam engine turn heat into motion in the Alps?");
        RetrievalOptions best = RetrievalOptions.best(2).reranked(false);
        Retrieval explained =
                corpus.retriever().retrieve(question, TestCorpus.vector(question.text()), best.traced(true));

        assertThat(explained.passages())
                .isEqualTo(corpus.retriever()
                        .retrieve(question, TestCorpus.vector(question.text()), best)
                        .passages());
        assertThat(explained.evidence().unseen())
                .isEqualTo(corpus.retrieve(question.text(), 2).evidence().unseen());
        assertThat(explained.evidence().cosineMargin())
                .isEqualTo(corpus.retrieve(question.text(), 2).evidence().cosineMargin());
    }

    @Test
    void wordsAreSearchedWhileTheQuestionIsEmbedded() {
        Watched snapshot = new Watched(corpus.entries());
        Question question = TestCorpus.question("Who patented a condenser?");
        Retrieval found = new Retriever(() -> snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT)
                .retrieve(
                        question,
                        () -> {
                            snapshot.begun.join();
                            return TestCorpus.vector(question.text());
                        },
                        RetrievalOptions.best(3));
        assertThat(found.passages())
                .isEqualTo(corpus.retrieve(question.text(), 3).passages());
        assertThat(snapshot.closed).isTrue();
    }

    @Test
    void aQuestionThatCannotBeEmbeddedFailsOnceItsWordsAreSearched() {
        Watched snapshot = new Watched(corpus.entries());
        Retriever retriever = new Retriever(() -> snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
        assertThatThrownBy(() -> retriever.retrieve(
                        TestCorpus.question("bees"),
                        () -> {
                            throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "It is away.");
                        },
                        RetrievalOptions.best(3)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-unavailable"));
        assertThat(snapshot.begun).isDone();
        assertThat(snapshot.closed).isTrue();
    }

    @Test
    void whatTheIndexFailsWithMeanwhileIsThrownAsItIs() {
        Watched snapshot = new Watched(corpus.entries());
        snapshot.failure = ProblemException.of(Category.UNAVAILABLE, "index-not-readable", "It is broken.");
        Retriever retriever = new Retriever(() -> snapshot, new SentenceReranker(), RetrievalSettings.DEFAULT);
        assertThatThrownBy(() -> retriever.retrieve(
                        TestCorpus.question("bees"), () -> TestCorpus.vector("bees"), RetrievalOptions.best(3)))
                .isSameAs(snapshot.failure);
        assertThat(snapshot.closed).isTrue();
    }

    /** Notes when a search has begun, and that none is under way when it is closed. */
    private static final class Watched extends MemorySnapshot {

        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
        private @Nullable ProblemException failure;
        private boolean closed;

        Watched(List<MemorySnapshot.Entry> entries) {
            super(entries);
        }

        @Override
        public BegunSearch begin(WordRequest request) {
            begun.complete(true);
            if (failure != null) {
                throw failure;
            }
            return super.begin(request);
        }

        @Override
        public void close() {
            assertThat(begun).isDone();
            closed = true;
        }
    }

    private static Reranker.Scored scored(RerankRequest request, int entry, double score) {
        return new Reranker.Scored(
                request.entries().get(entry).passage().chunk().id(), score);
    }

    private static List<String> chunks(Retrieval retrieval) {
        return retrieval.passages().stream()
                .map(passage -> passage.passage().chunk().id())
                .toList();
    }
}
