package io.millrace.cache.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.cache.AnswerCache;
import io.millrace.testkit.AnswerCacheContract;
import io.millrace.testkit.SampleAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CaffeineAnswerCacheTest extends AnswerCacheContract {

    private final AtomicLong nanos = new AtomicLong();
    private final CaffeineAnswerCache cache = new CaffeineAnswerCache(1 << 20, Duration.ofHours(1), nanos::get);

    @Override
    protected AnswerCache cache() {
        return cache;
    }

    @Test
    void forgetsWhatIsOld() {
        cache.put("t/1", SampleAnswer.of("Old."));
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        assertThat(cache.find("t/1")).isPresent();

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        assertThat(cache.find("t/1")).isEmpty();
    }

    @Test
    void takesNoMoreRoomThanItMay() {
        int each = SampleAnswer.of("Answer 1000.").bytes();
        for (int i = 1000; i < 3000; i++) {
            cache.put("t/" + i, SampleAnswer.of("Answer " + i + "."));
        }

        assertThat(cache.size()).isPositive().isLessThanOrEqualTo((1 << 20) / each);
    }
}
