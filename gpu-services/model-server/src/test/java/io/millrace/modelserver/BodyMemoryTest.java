package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {

    private static final int SIZE = 200_000;

    private final BodyMemory memory = new BodyMemory(SIZE);

    @Test
    void whoComesWhenItIsTakenIsToldToComeBack() {
        try (BodyMemory.Share first = memory.share(150_000)) {
            assertThatThrownBy(() -> memory.share(60_000))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.BUSY));
            first.whole(100_000);
            memory.share(60_000).close();
            assertThat(memory.taken()).isEqualTo(100_000);
        }
        assertThat(memory.taken()).isZero();
    }

    @Test
    void aBodyOfUnknownSizeTakesRoomAsItComes() {
        try (BodyMemory.Share share = memory.share(0)) {
            share.reached(1);
            assertThat(memory.taken()).isBetween(1, 100_000);
            share.reached(150_000);
            assertThat(memory.taken()).isBetween(150_000, SIZE);
            assertThatThrownBy(() -> share.reached(SIZE + 1)).isInstanceOf(ProblemException.class);
            share.whole(150_000);
            assertThat(memory.taken()).isEqualTo(150_000);
        }
        assertThat(memory.taken()).isZero();
    }
}
