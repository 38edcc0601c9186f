package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseTest {

    private final Pause pause = new Pause();

    @Test
    void probesEverLessOftenUpToTwoSeconds() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waits.add(pause.begin());
            pause.probe();
        }

        assertThat(waits).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    }

    @Test
    void sendsOneEventAtATimeAsAProbeOnly() {
        pause.begin();
        assertThat(pause.allows(0)).isFalse();

        pause.probe();

        assertThat(pause.allows(0)).isTrue();
        assertThat(pause.allows(1)).isFalse();
    }

    @Test
    void isOneWaitForAllEventsThatComeBackTogether() {
        assertThat(pause.begin()).isPositive();
        assertThat(pause.begin()).isZero();
    }

    @Test
    void startsAnewAfterItsEnd() {
        pause.begin();
        pause.probe();
        pause.begin();
        pause.end();

        assertThat(pause.allows(59)).isTrue();
        assertThat(pause.begin()).isEqualTo(100);
    }
}
