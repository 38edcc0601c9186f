package io.millrace.core.index;

/**
 * @param documents indexed documents
 * @param chunks passages that can be found
 * @param pending documents with a change under way
 * @param embedding those of the pending that have some, but not all, of a version's batches embedded
 * @param rejected documents that were rejected
 */
public record IndexCounts(long documents, long chunks, long pending, long embedding, long rejected) {}
