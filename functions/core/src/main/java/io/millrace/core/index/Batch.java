package io.millrace.core.index;

import java.util.List;

/**
 * One part of a version.
 *
 * @param number which, from 0
 * @param batches how many there are
 * @param embedded how many of the chunks the model embedded for it; the others had their vectors from the current version
 * @param embedMicros how long that took, in microseconds
 */
public record Batch(
        DocumentVersion version, int number, int batches, List<EmbeddedChunk> chunks, int embedded, long embedMicros) {

    public Batch {
        chunks = List.copyOf(chunks);
        if (batches < 1 || number < 0 || number >= batches || chunks.isEmpty()) {
            throw new IllegalArgumentException("batch " + number + " of " + batches + " with " + chunks.size()
                    + " chunks: needs 0 <= number < batches and a chunk");
        }
        if (embedded < 0 || embedded > chunks.size() || embedMicros < 0) {
            throw new IllegalArgumentException("of " + chunks.size() + " chunks " + embedded
                    + " can't have been embedded in " + embedMicros + " microseconds");
        }
    }

    /** A batch that was embedded whole, in no time to speak of. */
    public Batch(DocumentVersion version, int number, int batches, List<EmbeddedChunk> chunks) {
        this(version, number, batches, chunks, chunks.size(), 0);
    }
}
