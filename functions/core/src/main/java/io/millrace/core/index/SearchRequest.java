package io.millrace.core.index;

import io.millrace.core.embed.Embedding;

/**
 * @param question as asked; analysed with {@link io.millrace.core.text.Terms} and {@link io.millrace.core.text.QuotedPhrases}, never parsed as a query language
 * @param vector its embedding
 * @param visibility what the asker may see
 * @param filter which documents it is about
 * @param k how many of the best to take by each score, 1 to 1000
 */
public record SearchRequest(String question, Embedding vector, Visibility visibility, Filter filter, int k) {

    public SearchRequest {
        if (k < 1 || k > 1000) {
            throw new IllegalArgumentException("k is 1 to 1000, but is " + k);
        }
    }

    /** Of all documents. */
    public SearchRequest(String question, Embedding vector, Visibility visibility, int k) {
        this(question, vector, visibility, Filter.NONE, k);
    }
}
