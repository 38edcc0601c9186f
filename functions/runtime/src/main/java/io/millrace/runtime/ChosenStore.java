package io.millrace.runtime;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.StoreKind;
import io.millrace.core.row.CapturePositions;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The store that {@code millrace.store} names, of the kinds that this build has: {@code lucene} for one process alone, {@code pgvector} for many, {@code opensearch} for more
 * passages than one machine holds. Injected as each of the ports that it implements, and opened when the first is.
 */
@Singleton
public class ChosenStore {

    private final String name;
    private final Instance<StoreKind> kinds;

    ChosenStore(
            @ConfigProperty(name = "millrace.store", defaultValue = "lucene") String name,
            @Any Instance<StoreKind> kinds) {
        this.name = name;
        this.kinds = kinds;
    }

    @Produces
    @Singleton
    PassageStore store() {
        return kind().store();
    }

    @Produces
    @Singleton
    CapturePositions positions() {
        return kind().positions();
    }

    /** Who keeps dead letters in the chosen store; empty where it has no room for them. */
    public Optional<DeadLetterStore> deadLetters() {
        return kind().deadLetters();
    }

    private StoreKind kind() {
        List<StoreKind> found =
                kinds.stream().filter(kind -> kind.name().equals(name)).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("millrace.store is " + name + ", but this build has no store but "
                    + String.join(
                            ", ", kinds.stream().map(StoreKind::name).sorted().toList()));
        }
        return found.getFirst();
    }
}
