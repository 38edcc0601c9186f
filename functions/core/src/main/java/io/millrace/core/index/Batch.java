package io.millrace.core.index;

import java.util.List;

/**
 * One part of a version.
 *
 * @param number which, from 0
 * @param batches how many there are
 */
public record Batch(DocumentVersion version, int number, int batches, List<EmbeddedChunk> chunks) {

    public Batch {
        chunks = List.copyOf(chunks);
        if (batches < 1 || number < 0 || number >= batches || chunks.isEmpty()) {
            throw new IllegalArgumentException("batch " + number + " of " + batches + " with " + chunks.size()
                    + " chunks: needs 0 <= number < batches and a chunk");
        }
    }
}
