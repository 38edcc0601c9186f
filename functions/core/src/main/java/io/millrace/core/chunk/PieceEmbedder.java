package io.millrace.core.chunk;

import java.util.List;

/** What a chunker that cuts by meaning asks of an embedding model. Fails as {@link io.millrace.core.embed.Embedder} does. */
@FunctionalInterface
public interface PieceEmbedder {

    /** One vector of unit length for each text, in the same order. */
    List<float[]> embed(List<String> texts);
}
