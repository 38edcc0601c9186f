package io.millrace.local;

import io.millrace.topology.Topology;
import io.millrace.topology.flow.ContentSteps;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the functions' processes are told, beside the environment of the launcher: on a cluster ConfigMaps, Secrets and a SinkBinding say it. */
final class FunctionEnvironment {

    /** Seven functions and change capture with all their connections stay below PostgreSQL's hundred. */
    private static final String CONNECTIONS = "8";

    private static final String MAPPINGS = "MILLRACE_DATABASES_FOLDER";

    private final Map<String, String> all = new TreeMap<>();
    private final String steps;

    FunctionEnvironment(ProcessesSettings settings, Topology topology, URI status) {
        String broker = "http://127.0.0.1:" + settings.brokerPort();
        all.put(
                "K_SINK",
                broker + "/" + topology.broker().namespace() + "/"
                        + topology.broker().name());
        all.put("MILLRACE_DATA", settings.data().toString());
        all.put("MILLRACE_EMBEDDER_URL", settings.modelsUrl().toString());
        all.put("MILLRACE_GENERATOR_URL", settings.modelsUrl().toString());
        all.put("MILLRACE_STATUS_URL", status.toString());
        // The broker keeps dead letters, whatever becomes of them at the dead-letter sink.
        all.put("MILLRACE_DEAD_LETTERS_URL", broker + "/admin/dead-letters");
        all.put("MILLRACE_DEAD_LETTERS_STORE", "broker");
        // Activators listen on loopback alone, and nothing else stands between a caller on this machine and the
        // function.
        all.put("MILLRACE_LOOPBACK_TRUSTED", "true");
        all.put("MILLRACE_ACCESS_KEYS", settings.data().resolve("keys.json").toString());
        preset(MAPPINGS, settings.data().resolve("databases").toString());
        preset("MILLRACE_STORE", "pgvector");
        preset("MILLRACE_PGVECTOR_CONNECTIONS", CONNECTIONS);
        List<String> passed = ContentSteps.of(topology);
        steps = String.join(
                ",", passed.stream().map(step -> step.replace(",", "\\,")).toList());
    }

    /** Where reindexing is, for those that start after it. */
    void reindexing(URI address) {
        all.put("MILLRACE_LISTABLE_URL", address.resolve("listable").toString());
    }

    Map<String, String> of(String function) {
        Map<String, String> environment = new TreeMap<>(all);
        if (function.equals("chunking") && !steps.isEmpty()) {
            environment.put("MILLRACE_CHUNKING_STEPS", steps);
        }
        return environment;
    }

    /** The folder of databases' mapping files. */
    Path mappings() {
        return Path.of(Objects.requireNonNullElseGet(all.get(MAPPINGS), () -> System.getenv(MAPPINGS)));
    }

    private void preset(String name, String value) {
        if (System.getenv(name) == null) {
            all.put(name, value);
        }
    }
}
