package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.retrieve.Evidence;
import org.junit.jupiter.api.Test;

class RefusalModelTest {

    @Test
    void aSentenceThatSaysItIsEnough() {
        double support = RefusalModel.MINILM.support(new Evidence(.7, .9, 1, 0, .6, .7));
        assertThat(support).isGreaterThan(.9).isLessThanOrEqualTo(1);
    }

    @Test
    void theOnlyPassageOfAnIndexCanAnswer() {
        assertThat(RefusalModel.MINILM.support(new Evidence(.6, .8, .9, .1, 0, 0)))
                .isGreaterThan(RefusalModel.MINILM.threshold());
    }

    @Test
    void wordsOfNoPassageAreNotAnswered() {
        assertThat(RefusalModel.MINILM.support(new Evidence(.15, 0, 0, 1, .05, .03)))
                .isLessThan(RefusalModel.MINILM.threshold());
    }

    @Test
    void aFewSharedWordsAreNotAnAnswer() {
        assertThat(RefusalModel.MINILM.support(new Evidence(.3, .3, .4, .1, .1, .15)))
                .isLessThan(RefusalModel.MINILM.threshold());
    }
}
