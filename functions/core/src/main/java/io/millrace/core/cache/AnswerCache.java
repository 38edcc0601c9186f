package io.millrace.core.cache;

import java.util.Optional;

/**
 * Keeps answers for a while; it may forget any of them at any time. It knows nothing of whether they still hold: {@link CachedAnswering} does.
 * Never fails: a store that is away finds nothing and keeps nothing. Safe for use by many threads.
 */
public interface AnswerCache {

    /** Keeps nothing. */
    AnswerCache NONE = new AnswerCache() {
        @Override
        public Optional<CachedAnswer> find(String key) {
            return Optional.empty();
        }

        @Override
        public void put(String key, CachedAnswer answer) {}

        @Override
        public void remove(String key) {}
    };

    /** What was put last under {@code key}, as long as it is kept. */
    Optional<CachedAnswer> find(String key);

    /** Keeps {@code answer} in the place of what was there. */
    void put(String key, CachedAnswer answer);

    void remove(String key);
}
