package io.millrace.core.document;

import org.jspecify.annotations.Nullable;

/**
 * How the current version of a document came into the index.
 *
 * @param configuration hash of chunker, embedding model and steps
 * @param bytes size of its content; 0 where whoever announced it did not say
 * @param chunksEmbedded how many of its chunks the model embedded for it; the others' vectors were those of the version before
 * @param timings null where whoever announced it did not say
 */
public record Indexing(
        String configuration,
        long bytes,
        int chunksEmbedded,
        @Nullable Timings timings) {

    /** The same for a later change that brought nothing new: nothing was embedded for it, and nothing timed. */
    public Indexing confirmed() {
        return new Indexing(configuration, bytes, 0, null);
    }
}
