package io.millrace.core.index;

import io.millrace.core.document.Sequence;

/**
 * How far a version of several batches is.
 *
 * @param sequence the change that brings it
 * @param durable how many of its batches are embedded and durable
 * @param batches how many there are
 */
public record Staging(Sequence sequence, int durable, int batches) {}
