package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final ReindexingTest.Later clock = new ReindexingTest.Later();
    private final Progress progress = new Progress("shop", clock);

    @Test
    void doesNotClaimToBeCaughtUpBeforeTheLogHasSaidAnything() {
        progress.starting();
        assertThat(lag()).isPositive();
        progress.connected();
        clock.passes(Duration.ofSeconds(30));
        assertThat(lag()).isEqualTo(30);

        progress.passed();

        assertThat(lag()).isZero();
    }

    @Test
    void isAsOldAsTheOldestChangeThatIsNotAnnounced() {
        capturing();
        clock.passes(Duration.ofHours(1));

        progress.read(clock.instant());
        assertThat(lag()).isEqualTo(1);
        clock.passes(Duration.ofSeconds(7));
        progress.read(clock.instant());
        progress.waiting("the broker is away");
        assertThat(lag()).isEqualTo(7);

        progress.resumed();
        progress.caughtUp();
        assertThat(lag()).isZero();
    }

    @Test
    void isBehindWhileOldChangesComeOneAfterAnother() {
        capturing();

        progress.read(clock.instant().minusSeconds(3600));
        progress.caughtUp();
        assertThat(lag()).isEqualTo(3600);
        clock.passes(Duration.ofSeconds(1));

        assertThat(lag()).isZero();
    }

    @Test
    void countsFromWhenNothingWaitedWhileItIsNotConnected() {
        capturing();
        assertThat(lag()).isZero();

        progress.disconnected("the server is away");
        clock.passes(Duration.ofSeconds(20));
        progress.starting();

        assertThat(lag()).isEqualTo(20);
    }

    @Test
    void countsConnectionsAfterTheFirst() {
        assertThat(progress.status(Map.of()).reconnects()).isZero();
        capturing();
        assertThat(progress.status(Map.of()).reconnects()).isZero();

        progress.disconnected("the server is away");
        capturing();

        assertThat(progress.status(Map.of()).reconnects()).isEqualTo(1);
    }

    private void capturing() {
        progress.starting();
        progress.connected();
        progress.passed();
    }

    private long lag() {
        return progress.status(Map.of()).lagSeconds();
    }
}
