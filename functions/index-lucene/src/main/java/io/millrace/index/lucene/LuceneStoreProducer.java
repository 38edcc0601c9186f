package io.millrace.index.lucene;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the store injectable as {@link io.millrace.core.index.PassageIndex}, {@link io.millrace.core.document.Ledger} and
 * {@link io.millrace.core.ingest.ReindexRuns}: one
 * for the process, in {@code index/} below {@code millrace.data}, closed when the application stops.
 */
@ApplicationScoped
public class LuceneStoreProducer {

    private final LuceneConfiguration configuration;
    private final String data;
    private final Instance<FileLayer> files;

    @Inject
    public LuceneStoreProducer(
            LuceneConfiguration configuration,
            @ConfigProperty(name = "millrace.data") String data,
            @ConfigProperty(name = "millrace.store", defaultValue = "lucene") String store,
            Instance<FileLayer> files) {
        if (!"lucene".equals(store)) {
            throw new IllegalArgumentException(
                    "millrace.store is " + store + ", but this build has no store but lucene");
        }
        this.configuration = configuration;
        this.data = data;
        this.files = files;
    }

    @Produces
    @Singleton
    LuceneStore open() {
        FileLayer layer = files.isResolvable() ? files.get() : FileLayer.DISK;
        return LuceneStore.open(Path.of(data, "index"), configuration.toSettings(), layer);
    }

    void close(@Disposes LuceneStore store) {
        store.close();
    }
}
