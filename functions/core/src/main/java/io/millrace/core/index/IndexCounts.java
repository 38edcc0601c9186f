package io.millrace.core.index;

/**
 * @param documents indexed documents
 * @param chunks passages that can be found
 * @param pending documents with a change under way
 * @param rejected documents that were rejected
 */
public record IndexCounts(long documents, long chunks, long pending, long rejected) {}
