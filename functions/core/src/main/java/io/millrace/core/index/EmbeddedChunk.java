package io.millrace.core.index;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.util.List;

/**
 * A chunk with its vectors.
 *
 * @param sentences one vector for each of the chunk's sentences, or none at all
 */
public record EmbeddedChunk(Chunk chunk, Embedding vector, List<QuantizedEmbedding> sentences) {

    public EmbeddedChunk {
        sentences = List.copyOf(sentences);
        if (!sentences.isEmpty() && sentences.size() != chunk.sentences().size()) {
            throw new IllegalArgumentException("chunk " + chunk.id() + " has "
                    + chunk.sentences().size() + " sentences and " + sentences.size() + " sentence vectors");
        }
    }
}
