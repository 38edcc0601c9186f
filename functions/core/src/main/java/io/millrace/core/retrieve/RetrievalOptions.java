package io.millrace.core.retrieve;

/**
 * What one retrieval shall bring.
 *
 * @param passages how many at most, 1 or more
 * @param reranked whether the best by fusion are scored again; else fusion's order stays
 * @param distinct whether a passage that repeats a better one is put behind those that do not
 * @param perDocument how many passages of one document come before those of others, 1 or more; 0 for any number
 * @param traced whether the retrieval says what each stage made of it
 */
public record RetrievalOptions(int passages, boolean reranked, boolean distinct, int perDocument, boolean traced) {

    public RetrievalOptions {
        if (passages < 1 || perDocument < 0) {
            throw new IllegalArgumentException(
                    "passages is 1 or more, perDocument 0 or more, but they are " + passages + " and " + perDocument);
        }
    }

    /** The best passages, reranked. */
    public static RetrievalOptions best(int passages) {
        return new RetrievalOptions(passages, true, false, 0, false);
    }

    /** The same, with or without reranking. */
    public RetrievalOptions reranked(boolean wanted) {
        return new RetrievalOptions(passages, wanted, distinct, perDocument, traced);
    }

    /** The same, with repeats behind or where they stand. */
    public RetrievalOptions distinct(boolean wanted) {
        return new RetrievalOptions(passages, reranked, wanted, perDocument, traced);
    }

    /** The same, with at most so many passages of a document before those of others; 0 for any number. */
    public RetrievalOptions perDocument(int most) {
        return new RetrievalOptions(passages, reranked, distinct, most, traced);
    }

    /** The same, saying what each stage made of it or not. */
    public RetrievalOptions traced(boolean wanted) {
        return new RetrievalOptions(passages, reranked, distinct, perDocument, wanted);
    }
}
