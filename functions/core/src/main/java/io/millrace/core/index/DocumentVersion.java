package io.millrace.core.index;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all batches of one version of a document share.
 *
 * @param document which document
 * @param version hash(document id, content hash, access list, metadata, configuration id)
 * @param sequence the change that brought this version
 * @param configuration hash of chunker, embedding model and steps
 * @param uri where it comes from
 * @param title its title, may be empty
 * @param contentType media type
 * @param etag the source's mark of this content; null where it has none
 * @param metadata what the source says of it, and what its parser found in it, where the source does not say it; the latter is no part of the version
 * @param access who may see it
 * @param changedAt when it changed at the source
 * @param bytes size of its content; 0 where nobody said
 * @param timings how long it took until it was prepared; null where nobody said
 */
public record DocumentVersion(
        DocumentKey document,
        String version,
        Sequence sequence,
        String configuration,
        String uri,
        String title,
        String contentType,
        @Nullable String etag,
        Map<String, String> metadata,
        AccessList access,
        Instant changedAt,
        long bytes,
        @Nullable Timings timings) {

    /** The most entries of metadata. */
    public static final int MAX_METADATA = 64;

    public DocumentVersion {
        metadata = Map.copyOf(metadata);
    }
}
