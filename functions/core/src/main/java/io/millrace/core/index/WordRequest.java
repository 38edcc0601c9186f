package io.millrace.core.index;

import io.millrace.core.embed.Embedding;

/**
 * A {@link SearchRequest} whose vector is still being made.
 *
 * @param question as there
 * @param visibility as there
 * @param filter as there
 * @param k as there
 */
public record WordRequest(String question, Visibility visibility, Filter filter, int k) {

    public SearchRequest with(Embedding vector) {
        return new SearchRequest(question, vector, visibility, filter, k);
    }
}
