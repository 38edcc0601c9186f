package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.evaluation.ExcerptScore.Part;
import io.millrace.core.text.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExcerptScoreTest {

    private final ExcerptQuestion question =
            new ExcerptQuestion("who?", "mill", List.of(new Span(10, 30), new Span(50, 60)));

    @Test
    void countsWhatIsInBothAgainstEachSide() {
        ExcerptScore score = ExcerptScore.of(
                question, List.of(new Part("mill", new Span(0, 20)), new Part("mill", new Span(55, 75))));

        assertThat(score).isEqualTo(new ExcerptScore(15 / 30.0, 15 / 40.0, 15 / 55.0));
    }

    @Test
    void countsAnExcerptOnceAndEachChunkInFull() {
        Part part = new Part("mill", new Span(10, 30));

        assertThat(ExcerptScore.of(question, List.of(part, part)))
                .isEqualTo(new ExcerptScore(20 / 30.0, 20 / 40.0, 20 / 50.0));
    }

    @Test
    void takesAChunkOfAnotherCorpusForAMiss() {
        assertThat(ExcerptScore.of(question, List.of(new Part("race", new Span(10, 30)))))
                .isEqualTo(new ExcerptScore(0, 0, 0));
    }
}
