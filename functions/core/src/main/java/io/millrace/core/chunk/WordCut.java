package io.millrace.core.chunk;

import java.util.List;

/** Where to cut a row of words, knowing nothing of a document's sections. */
interface WordCut {

    /** Names the cut and its settings. */
    String configuration();

    /**
     * The runs of words that are to be chunks, in order, together all of {@code words}.
     *
     * @param maxTokens no run of two words or more has more tokens, by {@link WordRow#tokens}
     */
    List<Run> cut(ParsedDocument document, WordRow words, int maxTokens);

    /** The words {@code from} to {@code to}, exclusive. */
    record Run(int from, int to) {}
}
