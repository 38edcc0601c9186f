package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Attributes;
import io.millrace.core.document.Sequence;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A document is new or has changed.
 *
 * @param document which document
 * @param sequence the change
 * @param uri canonical
 * @param content where its bytes are; often {@code uri} itself
 * @param contentType as declared; null for none
 * @param size in bytes as declared; null where unknown
 * @param title as declared; null for none
 * @param access who may see it
 * @param metadata what the source says of it
 * @param changedAt when it changed at the source
 */
public record DocumentChange(
        DocumentKey document,
        Sequence sequence,
        String uri,
        String content,
        @Nullable String etag,
        @Nullable String contentType,
        @Nullable Long size,
        @Nullable String title,
        AccessList access,
        Map<String, String> metadata,
        Instant changedAt) {

    /**
     * The same change with what the source says of the document now: its access list counts in place of the announced one, which may be older than the
     * bytes; title and metadata count where the announcement has none.
     */
    DocumentChange with(Attributes attributes) {
        Map<String, String> merged = new TreeMap<>(attributes.metadata());
        merged.putAll(metadata);
        return new DocumentChange(
                document,
                sequence,
                uri,
                content,
                etag,
                contentType,
                size,
                title == null ? attributes.title() : title,
                attributes.access() == null ? access : attributes.access(),
                merged,
                changedAt);
    }
}
