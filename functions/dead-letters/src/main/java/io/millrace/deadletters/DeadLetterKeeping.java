package io.millrace.deadletters;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.ChosenStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where dead letters are kept, if anywhere: {@code millrace.dead-letters.store}. */
@ApplicationScoped
class DeadLetterKeeping {

    private static final Logger LOG = Logger.getLogger(DeadLetterKeeping.class);

    private enum Kind {
        /** Nowhere: a dead letter ends in the log. */
        NONE,
        /** In {@code dead-letters/} below {@code millrace.data}, which must be a volume, and {@code max-scale} 1. */
        FOLDER,
        /** In the store that {@code millrace.store} names, where it has room for them: for any number of processes. */
        DATABASE,
        /** The broker of this machine keeps them itself, and its admin interface shows them. */
        BROKER
    }

    private final Kind kind;
    private final @Nullable DeadLetterStore store;

    DeadLetterKeeping(
            @ConfigProperty(name = "millrace.dead-letters.store", defaultValue = "none") String name,
            Instance<DeadLetterStore> folder,
            Instance<ChosenStore> database) {
        this.kind = kind(name);
        this.store = switch (kind) {
            case FOLDER -> folder.get();
            case DATABASE ->
                database.get()
                        .deadLetters()
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "millrace.dead-letters.store is database, but the store that millrace.store names keeps no dead letters; set it to pgvector or opensearch, or keep them in a folder"));
            case NONE, BROKER -> null;
        };
    }

    void say(@Observes StartupEvent started) {
        if (kind == Kind.NONE) {
            LOG.warn(
                    "dead letters are not kept: whoever waits hears of them, the log names them, and nothing can be replayed. Set"
                            + " millrace.dead-letters.store to database where millrace.store is pgvector or opensearch, or to folder with a volume at millrace.data");
        }
    }

    /** Empty where they are kept elsewhere, or nowhere. */
    Optional<DeadLetterStore> store() {
        return Optional.ofNullable(store);
    }

    /** @throws ProblemException where there is none */
    DeadLetterStore required() {
        return store().orElseThrow(() -> ProblemException.of(
                Category.UNAVAILABLE,
                "dead-letters-not-kept",
                kind == Kind.BROKER
                        ? "the broker keeps the dead letters: ask its /admin/dead-letters"
                        : "this function keeps no dead letters: set millrace.dead-letters.store"));
    }

    /** Whether a dead letter that is not kept here is lost but for the log. */
    boolean losesThem() {
        return kind == Kind.NONE;
    }

    private static Kind kind(String name) {
        try {
            return Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "millrace.dead-letters.store is " + name + ", but must be none, folder, database or broker", e);
        }
    }
}
