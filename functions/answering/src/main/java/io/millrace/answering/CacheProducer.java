package io.millrace.answering;

import io.millrace.cache.caffeine.CaffeineAnswerCache;
import io.millrace.cache.redis.RedisAnswerCache;
import io.millrace.core.cache.AnswerCache;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the cache that is configured, at start, so that a wrong setting fails there. */
@Singleton
class CacheProducer {

    @Produces
    @Singleton
    @Startup
    AnswerCache cache(CacheConfig config) {
        if (config.maxBytes() < 1 || !config.timeToLive().isPositive()) {
            throw new IllegalArgumentException(
                    "millrace.cache.max-bytes and millrace.cache.time-to-live are above 0, but they are "
                            + config.maxBytes() + " and " + config.timeToLive());
        }
        return switch (config.store()) {
            case OFF -> AnswerCache.NONE;
            case MEMORY -> new CaffeineAnswerCache(config.maxBytes(), config.timeToLive());
            case REDIS ->
                new RedisAnswerCache(
                        config.redisUrl()
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "millrace.cache.store is redis, so millrace.cache.redis-url must say where it is")),
                        config.timeToLive());
        };
    }

    void close(@Disposes AnswerCache cache) {
        if (cache instanceof RedisAnswerCache redis) {
            redis.close();
        }
    }
}
