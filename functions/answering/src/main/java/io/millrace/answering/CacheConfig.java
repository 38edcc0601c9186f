package io.millrace.answering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where answers are kept for whoever asks the same again. */
@ConfigMapping(prefix = "millrace.cache")
public interface CacheConfig {

    enum Store {
        /** Nowhere: every answer is made anew. */
        OFF,
        /** In the process that answers. */
        MEMORY,
        /** In Redis, for all processes that answer. */
        REDIS,
        /** In MongoDB, for all processes that answer. */
        MONGODB
    }

    /** {@code off}, {@code memory}, {@code redis} or {@code mongodb}. */
    @WithDefault("memory")
    Store store();

    /** How much memory kept answers may take, in bytes; for {@code memory} only: Redis has a limit of its own, MongoDB none. */
    @WithDefault("33554432")
    long maxBytes();

    /** How long an answer is kept, from when it was made or last found to hold. */
    @WithDefault("24h")
    Duration timeToLive();

    /**
     * The largest share, 0 to 1, of the index's passages that may have come or gone since an answer was last found to hold for it to be given again
     * without a search (core's README, "Answers kept").
     */
    @WithDefault("0.001")
    double maxDrift();

    /**
     * Address of Redis, {@code redis://} or {@code rediss://}; may hold a password, so take it from a Secret. None by default, and needed for {@code redis}.
     * Text, and parsed by {@link CacheProducer}: a value that the configuration itself can't read is printed whole.
     */
    Optional<String> redisUrl();

    /**
     * MongoDB's connection string, {@code mongodb://}; may hold a password, so take it from a Secret. None by default, and needed for {@code mongodb}.
     */
    Optional<String> mongodbUrl();
}
