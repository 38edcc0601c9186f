package io.millrace.contracts;

import io.millrace.core.document.Timings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a document can be found.
 *
 * @param document its id
 * @param version that can be found
 * @param sequence the change that brought it
 * @param tenant whose it is
 * @param uri canonical
 * @param chunks how many passages of it can be found
 * @param changedAt when it changed at the source
 * @param searchableAt when it could be found
 * @param chunksEmbedded how many of the passages had to be embedded for this change; null where that is not known
 * @param timings how long each stage took; null where that is not known, or the change brought nothing new
 */
public record DocumentIndexed(
        String document,
        String version,
        String sequence,
        String tenant,
        String uri,
        int chunks,
        Instant changedAt,
        Instant searchableAt,
        @Nullable Integer chunksEmbedded,
        @Nullable Timings timings)
        implements DocumentEvent {

    public DocumentIndexed {
        Require.document(document, sequence, tenant, uri);
        Require.notBlank("version", version);
        Require.atLeast("chunks", chunks, 1);
        Require.present("changedAt", changedAt);
        Require.present("searchableAt", searchableAt);
    }
}
