package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.CronSchedule;
import io.millrace.topology.Destination;
import io.millrace.topology.PingSourceSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that jump: a laptop that slept, a clock that was wrong. */
class PingScheduleTest {

    private final JumpingClock clock = new JumpingClock();
    private final BrokerFixture fixture;

    PingScheduleTest(@TempDir Path directory) {
        fixture = new BrokerFixture(directory)
                .at(clock)
                .trigger("sub", PingSourceSpec.TYPE, BrokerFixture.FAST)
                .ping(new PingSourceSpec(
                        "test",
                        "each-second",
                        new CronSchedule("* * * * * *", ZoneOffset.UTC),
                        "",
                        "",
                        Map.of(),
                        new Destination.Ref("eventing.knative.dev/v1", "Broker", "test", "main", ""),
                        "ping.yaml"))
                .start();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aMachineThatSleptOwesOneEventNotOneForEachThatItMissed() {
        await().until(() -> !times().isEmpty());

        clock.jump(Duration.ofHours(1));

        Instant awake = clock.instant();
        await().until(() -> times().getLast().isAfter(awake));
        assertThat(times()).hasSizeLessThan(100);
    }

    @Test
    void goesOnWhenTheClockIsSetBack() {
        await().until(() -> !times().isEmpty());
        Instant first = times().getFirst();

        clock.jump(Duration.ofHours(-1));

        await().until(() -> times().getLast().isBefore(first));
    }

    private List<Instant> times() {
        return fixture.subscriber.requests("/sub").stream()
                .map(request -> Instant.parse(request.header("ce-time")))
                .toList();
    }

    private static final class JumpingClock extends Clock {
        private volatile Clock now = Clock.systemUTC();

        void jump(Duration by) {
            now = Clock.offset(now, by);
        }

        @Override
        public Instant instant() {
            return now.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
