package io.millrace.catalog;

/**
 * A revision of a model that is here.
 *
 * @param bytes of its files
 * @param current whether it is in use
 * @param previous whether {@code rollback} would go to it
 */
public record ModelRevision(String revision, long bytes, boolean current, boolean previous) {}
