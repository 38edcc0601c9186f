package io.millrace.testkit;

import io.millrace.core.cache.AnswerCache;
import io.millrace.core.cache.CachedAnswer;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps every answer, where a test can look at them.
 *
 * @param kept answers by key
 */
public record MapAnswerCache(Map<String, CachedAnswer> kept) implements AnswerCache {

    @Override
    public Optional<CachedAnswer> find(String key) {
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public void put(String key, CachedAnswer answer) {
        kept.put(key, answer);
    }

    @Override
    public void remove(String key) {
        kept.remove(key);
    }
}
