package io.millrace.answering;

import io.millrace.cache.caffeine.CaffeineAnswerCache;
import io.millrace.cache.mongodb.MongoAnswerCache;
import io.millrace.cache.redis.RedisAnswerCache;
import io.millrace.core.cache.AnswerCache;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

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
            case REDIS -> redis(address("redis", config.redisUrl()), config.timeToLive());
            case MONGODB -> mongodb(address("mongodb", config.mongodbUrl()), config.timeToLive());
        };
    }

    private static String address(String store, Optional<String> address) {
        return address.orElseThrow(() -> new IllegalArgumentException(
                "millrace.cache.store is " + store + ", so millrace.cache." + store + "-url must say where it is"));
    }

    /** What is wrong with an address is not shown, nor the exception that shows it: it may hold a password. */
    private static AnswerCache redis(String address, Duration timeToLive) {
        try {
            return new RedisAnswerCache(new URI(address), timeToLive);
        } catch (URISyntaxException | IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "millrace.cache.redis-url is no address of Redis: that is redis:// or rediss:// (TLS), then [user][:password@]host[:port][/database],"
                            + " with anything but letters and digits of user and password percent-encoded");
        }
    }

    private static AnswerCache mongodb(String address, Duration timeToLive) {
        try {
            return new MongoAnswerCache(address, timeToLive);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "millrace.cache.mongodb-url is no address of MongoDB: that is mongodb://[user:password@]host[:port][,host...][/database][?options],"
                            + " with anything but letters and digits of user and password percent-encoded; mongodb+srv:// is not taken, name the hosts");
        }
    }

    void close(@Disposes AnswerCache cache) {
        switch (cache) {
            case RedisAnswerCache redis -> redis.close();
            case MongoAnswerCache mongodb -> mongodb.close();
            default -> {}
        }
    }
}
