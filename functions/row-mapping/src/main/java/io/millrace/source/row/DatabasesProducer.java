package io.millrace.source.row;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.SourceRoots;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes databases a source, and what their mappings register a place of roots. */
@Singleton
public class DatabasesProducer {

    @Produces
    @Singleton
    DatabaseSources databases(DatabasesConfig config, Instance<RowReaders> readers) {
        return new DatabaseSources(
                config.folder().orElse(null),
                readers.stream().toList(),
                new RowLimits(config.maxCellBytes(), config.maxDocumentBytes()));
    }

    @Produces
    @Singleton
    DocumentSource rows(DatabaseSources databases) {
        return databases.asSource();
    }

    @Produces
    @Singleton
    SourceRoots roots(DatabaseSources databases) {
        return databases::roots;
    }

    void close(@Disposes DatabaseSources databases) {
        databases.close();
    }
}
