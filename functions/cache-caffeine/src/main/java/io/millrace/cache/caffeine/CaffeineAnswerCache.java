package io.millrace.cache.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.CachedAnswer;
import java.time.Duration;
import java.util.Optional;

/** Answers in this process's memory. What was asked for least lately and least often makes room. */
public final class CaffeineAnswerCache implements AnswerCache {

    private final Cache<String, CachedAnswer> answers;

    /**
     * @param maxBytes of all answers together, about
     * @param timeToLive from when an answer was last made or found to hold
     */
    public CaffeineAnswerCache(long maxBytes, Duration timeToLive) {
        this(maxBytes, timeToLive, Ticker.systemTicker());
    }

    CaffeineAnswerCache(long maxBytes, Duration timeToLive, Ticker ticker) {
        answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, CachedAnswer answer) -> 2 * key.length() + answer.bytes())
                .expireAfterWrite(timeToLive)
                .ticker(ticker)
                .build();
    }

    @Override
    public Optional<CachedAnswer> find(String key) {
        return Optional.ofNullable(answers.getIfPresent(key));
    }

    @Override
    public void put(String key, CachedAnswer answer) {
        answers.put(key, answer);
    }

    @Override
    public void remove(String key) {
        answers.invalidate(key);
    }

    /** How many answers there are, once those that have to go have gone. */
    long size() {
        answers.cleanUp();
        return answers.estimatedSize();
    }
}
