package io.millrace.contracts;

import io.millrace.core.document.DocumentKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document is new or has changed.
 *
 * @param document its id: hash(tenant, uri)
 * @param sequence orders the changes of this document
 * @param tenant whose it is
 * @param uri canonical
 * @param content the uri to read the bytes from, where it is not {@code uri} itself; null otherwise
 * @param etag the source's mark of this content; null where it has none
 * @param contentType as the source declares it; null where it does not
 * @param size in bytes; null where the source does not say
 * @param title as the source declares it; null where it does not
 * @param access who may see it
 * @param metadata what the source says of it
 * @param changedAt when it changed at the source
 */
public record DocumentChanged(
        String document,
        String sequence,
        String tenant,
        String uri,
        @Nullable String content,
        @Nullable String etag,
        @Nullable String contentType,
        @Nullable Long size,
        @Nullable String title,
        List<String> access,
        Map<String, String> metadata,
        Instant changedAt)
        implements DocumentEvent {

    public DocumentChanged {
        access = Require.access(access);
        metadata = Require.metadata(metadata);
        Require.document(document, sequence, tenant, uri);
        Require.present("changedAt", changedAt);
    }

    @Override
    public DocumentKey key() {
        return new DocumentKey(tenant, document);
    }
}
