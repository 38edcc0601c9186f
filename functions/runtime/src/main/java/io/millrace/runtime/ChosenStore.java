package io.millrace.runtime;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StoreKind;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.state.SharedState;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The store that {@code millrace.store} names, of the kinds that this build has: {@code lucene} for one process alone, {@code pgvector} for many, {@code opensearch} for more
 * passages than one machine holds. Injected as each of the ports that it implements, and opened when the first is.
 */
@Singleton
public class ChosenStore {

    private static final Logger LOG = Logger.getLogger(ChosenStore.class);

    private final StoreKind kind;

    /** @throws IllegalArgumentException where this build has no store of that name, which stops the start */
    ChosenStore(
            @ConfigProperty(name = "millrace.store", defaultValue = "lucene") String name, @All List<StoreKind> kinds) {
        this.kind = kinds.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("millrace.store is " + name
                        + ", but this build has no store but "
                        + String.join(
                                ", ",
                                kinds.stream().map(StoreKind::name).sorted().toList())));
    }

    /** A function wakes since something waits, and nearly all that can wait needs the store: it is connected to while the rest of the function starts. */
    void prepare(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("store").start(() -> {
            try {
                kind.prepare();
            } catch (RuntimeException e) {
                LOG.debug("the store can't be prepared; whoever uses it will hear why", e);
            }
        });
    }

    @Produces
    @Singleton
    PassageStore store() {
        return kind.store();
    }

    @Produces
    @Singleton
    CapturePositions positions() {
        return kind.positions();
    }

    /** Who keeps dead letters in the chosen store; empty where it has no room for them. */
    public Optional<DeadLetterStore> deadLetters() {
        return kind.deadLetters();
    }

    /** What functions keep for each other in the chosen store; empty where it has no room for it. */
    Optional<SharedState> shared() {
        return kind.shared();
    }
}
