package io.millrace.answering.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Requests a minute, by caller; counted in this process alone. */
@Singleton
class RequestLimits {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_CALLERS = 100_000;

    /** Who did nothing for a minute has all of it again. */
    private final Cache<Callers.Known, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST_CALLERS)
            .expireAfterAccess(MINUTE)
            .build();

    /** @throws ProblemException BUSY, {@code rate-limited}, when they have used up their minute */
    void take(Callers.Known known) {
        int limit = known.perMinute();
        if (limit > 0 && !buckets.get(known, RequestLimits::bucket).tryConsume(1)) {
            throw ProblemException.of(
                    Category.BUSY,
                    "rate-limited",
                    known.caller().name() + " may send " + limit
                            + " requests a minute; wait, or ask for a higher limit");
        }
    }

    private static Bucket bucket(Callers.Known known) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(known.perMinute()).refillGreedy(known.perMinute(), MINUTE))
                .build();
    }
}
