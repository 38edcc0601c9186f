package io.millrace.catalog;

import java.util.List;
import java.util.Map;

/** Entries for tests. */
final class TestEntries {

    private TestEntries() {}

    static CatalogEntry embedder(String id, String revision, List<ModelFile> files, List<ModelSource> sources) {
        return new CatalogEntry(
                id,
                revision,
                "Apache-2.0",
                "for tests",
                new CatalogEntry.Embedding(3, 8, CatalogEntry.Pooling.MEAN, null, null, null),
                null,
                null,
                null,
                Map.of(),
                files,
                sources);
    }
}
