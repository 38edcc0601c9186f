package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private static final Problem AWAY = new Problem(Category.UNAVAILABLE, "store-unavailable", "the store is away");

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final FailureLog log = new FailureLog(lines::add, nanos::get);

    @Test
    void namesOneOfACodeInTenSecondsAndCountsTheOthers() {
        for (int i = 0; i < 1000; i++) {
            log.failed("event " + i, AWAY);
        }
        log.failed("event x", new Problem(Category.UNPROCESSABLE, "event-loop", "hops is 33"));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        log.failed("event 1000", AWAY);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        log.failed("event 1001", AWAY);

        assertThat(lines)
                .containsExactly(
                        "event 0 failed: store-unavailable: the store is away",
                        "event x failed: event-loop: hops is 33",
                        "event 1000 failed: store-unavailable: the store is away (and 999 more since this was last said)",
                        "event 1001 failed: store-unavailable: the store is away");
    }

    @Test
    void whatACallerSentIsNoLineOfItsOwn() {
        log.failed("a request\r\n", new Problem(Category.INVALID, "query-invalid", "not 'a\n2026 ERROR b'"));

        assertThat(lines).containsExactly("a request  failed: query-invalid: not 'a 2026 ERROR b'");
    }
}
