package io.millrace.index.lucene;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StoreKind;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * {@code millrace.store=lucene}: one store for the process, in {@code index/} below {@code millrace.data}, closed when the application stops. As
 * what the ports call it, it is injected by whoever chooses among the kinds of store.
 */
@ApplicationScoped
public class LuceneStoreProducer implements StoreKind {

    private final LuceneConfiguration configuration;
    private final String data;
    private final Instance<FileLayer> files;
    private final Instance<LuceneStore> store;

    @Inject
    public LuceneStoreProducer(
            LuceneConfiguration configuration,
            @ConfigProperty(name = "millrace.data") String data,
            Instance<FileLayer> files,
            Instance<LuceneStore> store) {
        this.configuration = configuration;
        this.data = data;
        this.files = files;
        this.store = store;
    }

    @Override
    public String name() {
        return "lucene";
    }

    @Override
    public PassageStore store() {
        return store.get();
    }

    /** One process has the index, and others meet dead letters. */
    @Override
    public Optional<DeadLetterStore> deadLetters() {
        return Optional.empty();
    }

    /** As they are kept now: in files beside the index. */
    @Override
    public Optional<SharedState> shared() {
        return Optional.empty();
    }

    @Override
    public CapturePositions positions() {
        return store.get().positions();
    }

    @Produces
    @Singleton
    @Typed(LuceneStore.class)
    LuceneStore open() {
        FileLayer layer = files.isResolvable() ? files.get() : FileLayer.DISK;
        return LuceneStore.open(Path.of(data, "index"), configuration.toSettings(), layer);
    }

    void close(@Disposes LuceneStore closed) {
        closed.close();
    }
}
