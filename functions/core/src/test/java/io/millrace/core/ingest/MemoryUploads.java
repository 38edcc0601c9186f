package io.millrace.core.ingest;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Content;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which uploads are there, and which of them somebody wanted to keep, and what was said of them; no content. */
final class MemoryUploads implements BlobStore {

    final Set<String> names = new TreeSet<>();
    final Set<String> kept = new TreeSet<>();
    final Map<DocumentKey, String> types = new HashMap<>();

    @Override
    public Set<String> keep(Set<String> wanted) {
        kept.addAll(wanted);
        return wanted.stream().filter(names::contains).collect(Collectors.toSet());
    }

    @Override
    public String put(InputStream content, long maxBytes) {
        throw new UnsupportedOperationException("a comparison puts nothing in and describes nothing");
    }

    @Override
    public void describe(String sha256, DocumentKey document, @Nullable String contentType) {
        throw new UnsupportedOperationException("a comparison puts nothing in and describes nothing");
    }

    @Override
    public Optional<String> contentType(String sha256, DocumentKey document) {
        return Optional.ofNullable(types.get(document)).filter(_ -> names.contains(sha256));
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
    public void sweep(Instant now, Instant horizon, UnaryOperator<Set<String>> inUse) {
        throw new UnsupportedOperationException("no reindexing sweeps");
    }
}
