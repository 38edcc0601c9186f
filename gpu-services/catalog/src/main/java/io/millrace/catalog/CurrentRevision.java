package io.millrace.catalog;

import java.time.Instant;

/**
 * The revision of a model that is in use.
 *
 * @param since when it became current, by the disk's clock
 */
public record CurrentRevision(String revision, Instant since) {}
