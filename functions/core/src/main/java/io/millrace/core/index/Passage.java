package io.millrace.core.index;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.QuantizedEmbedding;
import java.util.List;

/**
 * A passage as it is stored.
 *
 * @param document its document's id
 * @param version of the document
 * @param uri of the document
 * @param title of the document
 * @param chunk the passage
 * @param sentences one vector for each of the chunk's sentences, or none at all
 */
public record Passage(
        String document, String version, String uri, String title, Chunk chunk, List<QuantizedEmbedding> sentences) {

    public Passage {
        sentences = List.copyOf(sentences);
    }
}
