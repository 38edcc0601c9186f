package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedWorkTest {

    @Test
    void stopsWaitingForWorkThatHangsAndKeepsItsPlaceTaken() {
        BoundedWork work = new BoundedWork(1, Duration.ofMillis(50));
        CountDownLatch release = new CountDownLatch(1);

        ProblemException first = catchThrowableOfType(ProblemException.class, () -> work.run(() -> hang(release)));
        ProblemException second = catchThrowableOfType(ProblemException.class, () -> work.run(() -> "done"));
        release.countDown();

        assertThat(first.problem().code()).isEqualTo("document-timeout");
        assertThat(second.problem().code()).isEqualTo("parser-busy");
    }

    /** Deaf to interrupts, as some parsers are. */
    private static String hang(CountDownLatch release) {
        while (release.getCount() > 0) {
            Thread.onSpinWait();
        }
        return "late";
    }
}
