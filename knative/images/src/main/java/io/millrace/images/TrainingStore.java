package io.millrace.images;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What functions keep their documents in while they are trained and measured: the store that the environment names; else, as clusters have it, PostgreSQL with
 * pgvector, a process for as long as this is open. It is opened when it is first needed, with documents in it that the example questions are about.
 */
final class TrainingStore implements AutoCloseable {

    private static final String STORE = "MILLRACE_STORE";
    private static final String URL = "MILLRACE_STORE_URL";
    private static final String PGVECTOR = "pgvector";

    /** A store of somebody's has other documents, which the examples must not be among. */
    private static final Map<String, String> OWN_INDEX = Map.of(
            "MILLRACE_PGVECTOR_SCHEMA", "millrace_training",
            "MILLRACE_OPENSEARCH_SCHEMA", "millrace_opensearch_training",
            "MILLRACE_OPENSEARCH_INDEX", "millrace-training");

    private final Path script;
    private final Consumer<Map<String, String>> passages;
    private final boolean named;
    private final String kind;
    private @Nullable PostgresProcess postgres;
    private @Nullable Map<String, String> environment;

    /**
     * Opens nothing yet.
     *
     * @param script {@code scripts/postgres}
     * @param passages puts documents into the store of the environment that it is given
     * @param environment of this process, which functions inherit
     */
    TrainingStore(Path script, Consumer<Map<String, String>> passages, Map<String, String> environment) {
        this.script = script;
        this.passages = passages;
        this.named = environment.containsKey(STORE) || environment.containsKey(URL);
        this.kind = environment.getOrDefault(STORE, PGVECTOR);
    }

    /** Of a checkout, by the environment of this process. */
    static TrainingStore of(Path checkout, Path work) {
        return new TrainingStore(
                checkout.resolve("scripts/postgres"),
                store -> new ExamplePassages(checkout, work).publish(store),
                System.getenv());
    }

    /** As {@code millrace.store} has it. */
    String kind() {
        return kind;
    }

    /**
     * What a function finds in its environment, beside that of this process. Opens the store.
     *
     * @throws ImageFailure where no PostgreSQL can be had
     */
    Map<String, String> environment() {
        if (environment == null) {
            environment = open();
        }
        return environment;
    }

    private Map<String, String> open() {
        Map<String, String> variables = new HashMap<>(OWN_INDEX);
        if (!named) {
            try {
                postgres = PostgresProcess.start(script);
            } catch (ImageFailure e) {
                throw new ImageFailure(
                        "functions are trained and measured with PostgreSQL, which can't be had here; name one with pgvector by "
                                + URL + ": " + e.getMessage(),
                        e);
            }
            variables.put(URL, postgres.url());
        }
        variables.put(STORE, kind);
        variables.put("MILLRACE_DEAD_LETTERS_STORE", "database");
        passages.accept(Map.copyOf(variables));
        return Map.copyOf(variables);
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
