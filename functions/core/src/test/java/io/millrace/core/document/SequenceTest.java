package io.millrace.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceTest {

    @Test
    void sequencersOfAnyLengthAndCaseCompareFromTheLeft() {
        assertThat(List.of(
                        Sequence.ofSequencer("0055aed6dcd9"),
                        Sequence.ofSequencer("0055AED6DCD90281E5"),
                        Sequence.ofSequencer("0055AED6DCD91"),
                        Sequence.ofSequencer("617f08299329d189")))
                .isSorted();
        assertThat(Sequence.ofSequencer("617f08299329d189")).isEqualTo(Sequence.ofSequencer("617F08299329D189"));
    }

    @Test
    void whatComesAfterANumberAndItsRepairsComesBeforeTheNext() {
        Sequence after = Sequence.afterNumber(1661284569862871L);

        assertThat(List.of(
                        Sequence.ofNumber(1661284569862871L),
                        Sequence.ofNumber(1661284569862871L).nextRepair(),
                        after,
                        after.nextRepair(),
                        Sequence.ofNumber(1661284569862872L)))
                .isSorted();
    }
}
