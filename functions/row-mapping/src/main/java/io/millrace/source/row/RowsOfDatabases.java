package io.millrace.source.row;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of all databases. Which one is asked, the uri's host says. */
final class RowsOfDatabases implements DocumentSource {

    private final DatabaseSources databases;

    RowsOfDatabases(DatabaseSources databases) {
        this.databases = databases;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith(RowUri.SCHEME);
    }

    @Override
    public Content open(String uri) throws IOException {
        return databases.require(uri).open(uri);
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        return databases.require(prefix).list(prefix, after, limit);
    }

    @Override
    public boolean contains(String uri) throws IOException {
        return databases.require(uri).contains(uri);
    }

    @Override
    public Optional<Set<String>> missing(List<String> uris) throws IOException {
        return uris.isEmpty()
                ? Optional.of(Set.of())
                : databases.require(uris.getFirst()).missing(uris);
    }
}
