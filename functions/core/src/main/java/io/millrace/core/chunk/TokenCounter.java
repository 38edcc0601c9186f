package io.millrace.core.chunk;

import java.util.List;

/** Counts texts in the embedding model's own tokens. Fails as {@link io.millrace.core.embed.Embedder} does. */
public interface TokenCounter {

    /** One count for each text, in the same order, special tokens left out. */
    List<Integer> count(List<String> texts);
}
