package io.millrace.core.ingest;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentSource.Content;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which uploads are there, and which of them somebody wanted to keep; no content. */
final class MemoryUploads implements BlobStore {

    final Set<String> names = new TreeSet<>();
    final Set<String> kept = new TreeSet<>();

    @Override
    public Set<String> keep(Set<String> wanted) {
        kept.addAll(wanted);
        return wanted.stream().filter(names::contains).collect(Collectors.toSet());
    }

    @Override
    public String put(InputStream content, @Nullable String contentType, long maxBytes) {
        throw new UnsupportedOperationException("no reindexing uploads");
    }

    @Override
    public Content open(String sha256) {
        throw new UnsupportedOperationException("no reindexing reads uploads");
    }

    @Override
    public void delete(String sha256) {
        throw new UnsupportedOperationException("no reindexing removes uploads");
    }

    @Override
    public void sweep(Instant now, Instant horizon) {
        throw new UnsupportedOperationException("no reindexing sweeps");
    }
}
