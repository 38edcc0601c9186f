package io.millrace.core.ingest;

import io.millrace.core.chunk.Chunk;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of a document goes into one event, which must stay below 512 KiB.
 *
 * @param maxChunks the most chunks
 * @param maxCharacters the most characters of text; a single longer chunk goes alone
 */
public record BatchLimits(int maxChunks, int maxCharacters) {

    /** In JSON a character takes six bytes at worst, spans and ids some 600 bytes a chunk. */
    public static final BatchLimits DEFAULT = new BatchLimits(64, 60_000);

    public BatchLimits {
        if (maxChunks < 1 || maxCharacters < 1) {
            throw new IllegalArgumentException("a batch needs room for a chunk");
        }
    }

    List<List<Chunk>> split(List<Chunk> chunks) {
        List<List<Chunk>> batches = new ArrayList<>();
        List<Chunk> batch = new ArrayList<>();
        int characters = 0;
        for (Chunk chunk : chunks) {
            int length = chunk.text().length();
            if (!batch.isEmpty() && (batch.size() == maxChunks || characters + length > maxCharacters)) {
                batches.add(List.copyOf(batch));
                batch.clear();
                characters = 0;
            }
            batch.add(chunk);
            characters += length;
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }
}
