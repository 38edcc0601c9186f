package io.millrace.core.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeWindowTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ChangeWindow window = new ChangeWindow(3, Duration.ofMillis(200), clock);

    @Test
    void holdsTheFirstForItsTimeWhateverComesAfter() {
        window.add(List.of("a"), START);
        now = START.plusMillis(199);
        window.add(List.of("b"), now);
        assertThat(window.isDue()).isFalse();

        now = START.plusMillis(200);

        assertThat(window.isDue()).isTrue();
    }

    @Test
    void isDueAtOnceWhenItIsFull() {
        window.add(List.of("a", "b"), START);
        assertThat(window.isDue()).isFalse();
        window.add(List.of("c"), START);
        assertThat(window.isDue()).isTrue();
    }

    @Test
    void countsWhatWaitsAlreadyAndKeepsItsFirstTime() {
        window.add(List.of("a"), START);
        window.add(List.of("a", "b"), START.plusSeconds(1));

        assertThat(window.merged()).isOne();
        assertThat(window.waiting()).isEqualTo(Map.of("a", START, "b", START.plusSeconds(1)));
    }

    @Test
    void beginsAnewOnceItWasCleared() {
        window.add(List.of("a", "b", "c"), START);
        window.clear();
        assertThat(window.isDue()).isFalse();

        now = START.plusSeconds(9);
        window.add(List.of("a"), now);

        assertThat(window.isDue()).isFalse();
        assertThat(window.merged()).isZero();
    }
}
