package io.millrace.core.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    private static ScoredPassage passage(double bm25, double cosine, double sentence) {
        return new ScoredPassage(
                TestCorpus.passage("d", "c", "", "It says so."),
                new Scores(bm25, cosine, 0, sentence, .5, 0),
                List.of(new ScoredSentence(new Span(0, 11), cosine, .5)));
    }

    @Test
    void wordsGapIsNothingWhereWordsAndMeaningAgree() {
        assertThat(Evidence.of(List.of(passage(8, .7, .6), passage(6, .5, .4)), 0)
                        .wordsGap())
                .isZero();
    }

    @Test
    void wordsGapIsAShareOfTheHighestScore() {
        assertThat(Evidence.of(List.of(passage(6, .7, .6), passage(8, .5, .4)), 0)
                        .wordsGap())
                .isCloseTo(.25, within(1e-12));
    }

    @Test
    void aDocumentThatIsThereTwiceAgreesWithItself() {
        List<ScoredPassage> twice = List.of(passage(6, .7, .6), passage(8, .7, .6), passage(8, .7, .6));
        assertThat(Evidence.of(twice, 0).wordsGap()).isZero();
    }

    @Test
    void wordsThatNothingHoldsLeaveNoGap() {
        assertThat(Evidence.of(List.of(passage(0, .7, .6), passage(0, .5, .4)), 1)
                        .wordsGap())
                .isZero();
    }

    @Test
    void leadIsTakenToTheSixthPassage() {
        List<ScoredPassage> passages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            passages.add(passage(1, .5, .9 - i * .1));
        }
        assertThat(Evidence.of(passages, 0).sentenceLead()).isCloseTo(.5, within(1e-12));
        assertThat(Evidence.of(passages.subList(0, 3), 0).sentenceLead()).isCloseTo(.2, within(1e-12));
        assertThat(Evidence.of(passages.subList(0, 1), 0).sentenceLead()).isZero();
    }
}
