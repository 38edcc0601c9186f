package io.millrace.index.opensearch;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StoreKind;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import io.millrace.index.pgvector.PgvectorConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** {@code millrace.store=opensearch}: one store for the process, closed when the application stops. */
@ApplicationScoped
public class OpenSearchStoreKind implements StoreKind {

    private final OpenSearchConfiguration configuration;
    private final PgvectorConfiguration ledger;
    private final Instance<OpenSearchStore> store;

    @Inject
    public OpenSearchStoreKind(
            OpenSearchConfiguration configuration, PgvectorConfiguration ledger, Instance<OpenSearchStore> store) {
        this.configuration = configuration;
        this.ledger = ledger;
        this.store = store;
    }

    @Override
    public String name() {
        return "opensearch";
    }

    @Override
    public void prepare() {
        store.get().connect();
    }

    @Override
    public PassageStore store() {
        return store.get().passages();
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
    OpenSearchStore open() {
        return new OpenSearchStore(
                configuration.toSettings(), ledger.toSettings().in(configuration.schema()), Clock.systemUTC());
    }

    void close(@Disposes OpenSearchStore closed) {
        closed.close();
    }
}
