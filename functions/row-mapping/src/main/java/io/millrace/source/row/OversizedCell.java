package io.millrace.source.row;

/**
 * In the place of a cell that is over the limit and was not read.
 *
 * @param bytes how long it is, in UTF-8
 */
public record OversizedCell(long bytes) {}
