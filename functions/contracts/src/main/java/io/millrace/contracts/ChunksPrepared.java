package io.millrace.contracts;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.Timings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of the passages of one version of a document.
 *
 * @param document its id
 * @param version hash(document id, content hash, access list, metadata, configuration id)
 * @param sequence the change that brought this version
 * @param configuration hash of chunker, embedding model and steps
 * @param batch which batch, from 0
 * @param batches how many there are
 * @param tenant whose it is
 * @param uri canonical
 * @param title the document's title, may be empty
 * @param contentType media type
 * @param etag the source's mark of this content; null where it has none
 * @param metadata what the source says of it
 * @param access who may see it
 * @param changedAt when it changed at the source
 * @param chunks at least one
 * @param bytes size of the document's content; null where the sender does not say
 * @param timings how long it took until it was prepared; null where the sender does not say
 */
public record ChunksPrepared(
        String document,
        String version,
        String sequence,
        String configuration,
        int batch,
        int batches,
        String tenant,
        String uri,
        String title,
        String contentType,
        @Nullable String etag,
        Map<String, String> metadata,
        List<String> access,
        Instant changedAt,
        List<Chunk> chunks,
        @Nullable Long bytes,
        @Nullable Timings timings)
        implements DocumentEvent {

    public ChunksPrepared {
        access = Require.access(access);
        metadata = Require.metadata(metadata);
        chunks = Require.present("chunks", chunks);
        Require.document(document, sequence, tenant, uri);
        Require.notBlank("version", version);
        Require.notBlank("configuration", configuration);
        Require.present("title", title);
        Require.notBlank("contentType", contentType);
        Require.present("changedAt", changedAt);
        Require.atLeast("batch", batch, 0);
        Require.atLeast("batches", batches, batch + 1L);
        if (bytes != null) {
            Require.atLeast("bytes", bytes, 0);
        }
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("chunks must hold at least one chunk");
        }
        chunks = List.copyOf(chunks);
    }
}
