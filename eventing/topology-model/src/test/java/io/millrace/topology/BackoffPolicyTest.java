package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The waits are those measured on a real Kafka broker with a delay of 0.2 s. */
class BackoffPolicyTest {

    private static final Duration DELAY = Duration.ofMillis(200);

    @Test
    void doublesFromTwiceTheDelay() {
        assertThat(IntStream.rangeClosed(1, 4)
                        .mapToObj(n -> BackoffPolicy.EXPONENTIAL.wait(DELAY, n).toMillis()))
                .containsExactly(400L, 800L, 1600L, 3200L);
    }

    @Test
    void growsByTheDelay() {
        assertThat(IntStream.rangeClosed(1, 4)
                        .mapToObj(n -> BackoffPolicy.LINEAR.wait(DELAY, n).toMillis()))
                .containsExactly(200L, 400L, 600L, 800L);
    }

    @Test
    void staysWithinAWeek() {
        assertThat(BackoffPolicy.EXPONENTIAL.wait(DELAY, 1000)).isEqualTo(Duration.ofDays(7));
    }
}
