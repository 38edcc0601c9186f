package io.millrace.core.cache;

/**
 * What became of questions since the process started. What is degraded is kept nowhere, and counts only as evicted, where it takes the place of something.
 *
 * @param hits served from the cache without a search
 * @param renewed found to hold by a new search: a generated answer was served, a quote chosen again and the same
 * @param shared searched for, and served by what was generated for another asker of the same meanwhile
 * @param evicted kept, and found to rest on other passages than a new answer would
 * @param misses not kept
 */
public record CacheCounts(long hits, long renewed, long shared, long evicted, long misses) {}
