package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private final Set<Integer> done = ConcurrentHashMap.newKeySet();

    @Test
    void doesSeveralAtATime() {
        CountDownLatch others = new CountDownLatch(8);

        Together.each(numbers(8), number -> {
            others.countDown();
            try {
                // Each waits until the others are there as well.
                assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.add(number);
        });

        assertThat(done).hasSize(8);
    }

    @Test
    void oneThatFailsKeepsNoOtherFromBeingDone() {
        assertThatThrownBy(() -> Together.each(numbers(200), number -> {
                    if (number == 3) {
                        throw new IllegalArgumentException("three");
                    }
                    done.add(number);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("three");

        assertThat(done).hasSize(199);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
