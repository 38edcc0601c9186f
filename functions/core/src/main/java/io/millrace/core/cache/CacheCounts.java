package io.millrace.core.cache;

/**
 * What became of questions since the process started.
 *
 * @param hits served from the cache without a search
 * @param renewed found to hold by a new search: a generated answer was served, a quote chosen again and the same
 * @param evicted kept, and found to rest on other passages than a new answer would
 * @param misses not kept
 */
public record CacheCounts(long hits, long renewed, long evicted, long misses) {}
