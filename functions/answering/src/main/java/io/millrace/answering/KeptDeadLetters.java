package io.millrace.answering;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.runtime.ChosenStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How many dead letters wait in the store, as part of the API's status: on a cluster, where no broker counts them. */
@ApplicationScoped
class KeptDeadLetters implements StatusContribution {

    private final ChosenStore store;
    private final boolean keptByBroker;

    KeptDeadLetters(ChosenStore store, @ConfigProperty(name = "millrace.dead-letters.store") Optional<String> keeper) {
        this.store = store;
        this.keptByBroker = keeper.filter("broker"::equalsIgnoreCase).isPresent();
    }

    @Override
    public Map<String, Object> status() {
        return keptByBroker ? Map.of() : of(store.deadLetters());
    }

    /** Nothing where the store keeps none: it is not known how many there are. */
    static Map<String, Object> of(Optional<DeadLetterStore> kept) {
        return kept.<Map<String, Object>>map(letters -> Map.of("deadLetters", letters.count()))
                .orElse(Map.of());
    }
}
