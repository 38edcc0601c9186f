package io.millrace.index.pgvector;

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
import java.time.Clock;
import java.util.Optional;

/** {@code millrace.store=pgvector}: one store for the process, closed when the application stops. */
@ApplicationScoped
public class PgvectorStoreKind implements StoreKind {

    private final PgvectorConfiguration configuration;
    private final Instance<PgvectorStore> store;

    @Inject
    public PgvectorStoreKind(PgvectorConfiguration configuration, Instance<PgvectorStore> store) {
        this.configuration = configuration;
        this.store = store;
    }

    @Override
    public String name() {
        return "pgvector";
    }

    @Override
    public void prepare() {
        store.get().connect();
    }

    @Override
    public PassageStore store() {
        return store.get();
    }

    @Override
    public Optional<DeadLetterStore> deadLetters() {
        return Optional.of(store.get().deadLetters());
    }

    @Override
    public Optional<SharedState> shared() {
        return Optional.of(store.get().shared());
    }

    @Override
    public CapturePositions positions() {
        return store.get().positions();
    }

    @Produces
    @Singleton
    @Typed(PgvectorStore.class)
    PgvectorStore open() {
        return new PgvectorStore(configuration.toSettings(), Clock.systemUTC());
    }

    void close(@Disposes PgvectorStore closed) {
        closed.close();
    }
}
