package io.millrace.core.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.TestCorpus;
import io.millrace.core.text.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentenceScorerTest {

    private static final QuestionTerms TERMS =
            QuestionTerms.of("rivers flow west", stem -> stem.equals("west") ? 2 : 1);

    private final Passage passage =
            TestCorpus.passage("d", "d", "Rivers", "It flows west, flows and flows. Nothing here. West west west.");

    @Test
    void eachStemCountsOnceByItsWeight() {
        SentenceScores scores = scorer(0).score(passage, 0);
        assertThat(scores.sentences()).extracting(ScoredSentence::coverage).containsExactly(.75, 0., .5);
        assertThat(scores.coverage()).isEqualTo(1);
    }

    @Test
    void stemsOfTheTitleCountByTheirShare() {
        assertThat(scorer(1).score(passage, 0).sentences())
                .extracting(ScoredSentence::coverage)
                .containsExactly(1., .25, .75);
        assertThat(scorer(.5).score(passage, 0).sentences().get(1).coverage()).isEqualTo(.125);
    }

    @Test
    void scoreIsHalfCosineHalfCoverage() {
        ScoredSentence sentence = scorer(0).score(passage, 0).sentences().getFirst();
        double cosine =
                TestCorpus.vector("rivers flow west").cosine(passage.sentences().getFirst());
        assertThat(sentence.score()).isCloseTo((cosine + .75) / 2, within(1e-12));
    }

    @Test
    void cosineOfThePassageStandsInWhereSentencesHaveNoVectors() {
        Passage bare = new Passage("d", "v", "u", "Rivers", passage.chunk(), List.of());
        assertThat(scorer(0).score(bare, .3).sentences())
                .allSatisfy(s -> assertThat(s.cosine()).isEqualTo(.3));
    }

    @Test
    void aPassageThatWasNotSplitIsOneSentence() {
        Chunk chunk = new Chunk("c", 0, "It flows. West.", new Span(0, 15), List.of(), null, List.of());
        SentenceScores scores = scorer(0).score(new Passage("d", "v", "u", "", chunk, List.of()), .3);
        assertThat(scores.sentences()).singleElement().satisfies(s -> {
            assertThat(s.span()).isEqualTo(new Span(0, 15));
            assertThat(s.coverage()).isEqualTo(.75);
        });
    }

    @Test
    void fitIsTheBestSentenceAFifthOfTheSecondAndNeighbours() {
        SentenceScorer scorer = scorer(0);
        SentenceScores scores = scorer.score(passage, 0);
        List<Double> worth = scores.sentences().stream()
                .map(s -> .6 * s.cosine() + .4 * s.coverage())
                .sorted(Comparator.reverseOrder())
                .toList();
        // "flows" is next to "west", which have three of the five parts of both pairs' weight.
        assertThat(scores.fit())
                .isCloseTo(((worth.get(0) + .2 * worth.get(1)) / 1.2 + .15 * 3 / 5) / 1.15, within(1e-12));
    }

    @Test
    void stemsThatBeginAlikeCountHalfForTheFitAndNothingForCoverage() {
        SentenceScorer scorer =
                new SentenceScorer(TestCorpus.vector("microglia"), QuestionTerms.of("microglia", stem -> 1), 1);
        assertThat(scorer.score(bare("Microglial cells."), 0).fit()).isCloseTo(.4 * .5 / 1.15, within(1e-12));
        assertThat(scorer.score(bare("Microglial cells."), 0).coverage()).isZero();
        assertThat(scorer.score(bare("Micah."), 0).fit()).isZero();
    }

    @Test
    void neighboursStandInTheOrderOfTheQuestionWithAtMostOneWordBetween() {
        SentenceScorer scorer =
                new SentenceScorer(TestCorpus.vector("red barn"), QuestionTerms.of("red barn", stem -> 1), 1);
        double both = scorer.score(bare("One red barn."), 0).fit();
        assertThat(scorer.score(bare("One red wooden barn."), 0).fit()).isEqualTo(both);
        assertThat(both - scorer.score(bare("One red old wooden barn."), 0).fit())
                .isCloseTo(.15 / 1.15, within(1e-12));
        assertThat(scorer.score(bare("One barn, red."), 0).fit()).isLessThan(both);
    }

    private static Passage bare(String text) {
        return new Passage(
                "d",
                "v",
                "u",
                "",
                new Chunk("c", 0, text, new Span(0, text.length()), List.of(), null, List.of()),
                List.of());
    }

    @Test
    void unseenIsWhatNoPassageHeld() {
        SentenceScorer scorer = scorer(0);
        assertThat(scorer.unseen()).isEqualTo(1);
        scorer.score(TestCorpus.passage("a", "a", "", "The west."), 0);
        assertThat(scorer.unseen()).isEqualTo(.5);
        scorer.score(passage, 0);
        assertThat(scorer.unseen()).isZero();
    }

    @Test
    void aQuestionOfStopWordsIsCoveredByNothing() {
        SentenceScorer scorer = new SentenceScorer(TestCorpus.vector("the"), new QuestionTerms(Map.of()), 1);
        assertThat(scorer.score(passage, 0).coverage()).isZero();
        assertThat(scorer.unseen()).isZero();
    }

    private static SentenceScorer scorer(double contextShare) {
        return new SentenceScorer(TestCorpus.vector("rivers flow west"), TERMS, contextShare);
    }
}
