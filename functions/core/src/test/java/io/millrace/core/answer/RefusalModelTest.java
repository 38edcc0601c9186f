package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.retrieve.Evidence;
import org.junit.jupiter.api.Test;

class RefusalModelTest {

    @Test
    void aSentenceThatSaysItIsEnough() {
        double support = Calibration.MINILM.refusal().support(new Evidence(.7, .9, 1, 0, .6, .7, .5, 0));
        assertThat(support).isGreaterThan(.9).isLessThanOrEqualTo(1);
    }

    @Test
    void theOnlyPassageOfAnIndexCanAnswer() {
        assertThat(Calibration.MINILM.refusal().support(new Evidence(.6, .8, .9, .1, 0, 0, 0, 0)))
                .isGreaterThan(Calibration.MINILM.refusal().threshold());
    }

    @Test
    void wordsOfNoPassageAreNotAnswered() {
        assertThat(Calibration.MINILM.refusal().support(new Evidence(.15, 0, 0, 1, .05, .03, .01, .5)))
                .isLessThan(Calibration.MINILM.refusal().threshold());
    }

    @Test
    void aFewSharedWordsAreNotAnAnswer() {
        assertThat(Calibration.MINILM.refusal().support(new Evidence(.3, .3, .4, .1, .1, .15, .05, .3)))
                .isLessThan(Calibration.MINILM.refusal().threshold());
    }
}
