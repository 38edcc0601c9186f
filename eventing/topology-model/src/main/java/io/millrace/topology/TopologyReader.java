package io.millrace.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.knative.eventing.v1.Broker;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.knative.sources.v1.PingSource;
import io.fabric8.knative.sources.v1.SinkBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads folders of Knative YAML into a {@link Topology}, and says everything that is wrong with them. */
public final class TopologyReader {

    private static final String KUSTOMIZATION = "kustomization.yaml";

    private final List<TopologyProblem> problems = new ArrayList<>();
    private final Map<String, Declared<Broker>> brokers = new TreeMap<>();
    private final Map<String, Declared<Trigger>> triggers = new TreeMap<>();
    private final Map<String, Declared<PingSource>> pingSources = new TreeMap<>();
    private final Map<String, Declared<SinkBinding>> sinkBindings = new TreeMap<>();
    private final DeliveryProfile profile;

    private TopologyReader(DeliveryProfile profile) {
        this.profile = profile;
    }

    /** {@link #read(List, DeliveryProfile)} for the Kafka broker. */
    public static TopologyReading read(List<Path> folders) {
        return read(folders, DeliveryProfile.KAFKA);
    }

    /** Reads the folders; a later one's object replaces an earlier one's of the same kind and name. */
    public static TopologyReading read(List<Path> folders, DeliveryProfile profile) {
        return new TopologyReader(profile).readAll(folders);
    }

    private TopologyReading readAll(List<Path> folders) {
        folders.forEach(this::readFolder);
        Optional<Topology> topology = new TopologyAssembly(profile, problems)
                .assemble(brokers.values(), triggers.values(), pingSources.values(), sinkBindings.values());
        if (topology.isPresent() && problems.isEmpty()) {
            return new TopologyReading.Valid(topology.get());
        }
        problems.sort(Comparator.comparing(TopologyProblem::file).thenComparing(TopologyProblem::path));
        return new TopologyReading.Invalid(problems);
    }

    private void readFolder(Path folder) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(TopologyReader::isYaml).sorted().toList();
        } catch (IOException e) {
            new Findings(folder.toString(), problems)
                    .add("", "can't be read as a folder (" + e + ").", "Name the folder that holds the topology.");
            return;
        }
        Map<String, String> seen = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (!name.equals(KUSTOMIZATION)) {
                names.add(name);
                content(file).ifPresent(tree -> readObject(tree, new Findings(name, problems), seen));
            }
        }
        Path kustomization = folder.resolve(KUSTOMIZATION);
        if (Files.exists(kustomization)) {
            content(kustomization).ifPresent(tree -> compareWithKustomization(tree, names));
        }
    }

    private static boolean isYaml(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private Optional<JsonNode> content(Path file) {
        Findings findings = new Findings(String.valueOf(file.getFileName()), problems);
        try {
            return StrictYaml.tree(Files.readAllBytes(file), findings);
        } catch (IOException e) {
            findings.add("", "can't be read (" + e + ").", "Check the file and its permissions.");
            return Optional.empty();
        }
    }

    private void readObject(JsonNode tree, Findings findings, Map<String, String> seen) {
        String kind = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
        String name = tree.path("metadata").path("name").asText();
        String first = seen.putIfAbsent(kind + " " + name, findings.file());
        if (name.isEmpty()) {
            findings.add("metadata.name", "is missing.", "Name the object.");
        } else if (first != null) {
            findings.add("metadata.name", "'" + name + "' is declared in " + first + " too.", "Remove one of the two.");
        } else {
            switch (kind) {
                case "eventing.knative.dev/v1 Broker" -> keep(tree, Broker.class, name, findings, brokers);
                case "eventing.knative.dev/v1 Trigger" -> keep(tree, Trigger.class, name, findings, triggers);
                case "sources.knative.dev/v1 PingSource" -> keep(tree, PingSource.class, name, findings, pingSources);
                case "sources.knative.dev/v1 SinkBinding" ->
                    keep(tree, SinkBinding.class, name, findings, sinkBindings);
                case "messaging.knative.dev/v1 Channel",
                        "messaging.knative.dev/v1 InMemoryChannel",
                        "messaging.knative.dev/v1 Subscription",
                        "flows.knative.dev/v1 Sequence",
                        "flows.knative.dev/v1 Parallel" ->
                    findings.add(
                            "kind",
                            "'" + kind + "' is not carried out here: the chain is one Broker and its Triggers.",
                            "Write each step as a Trigger, and have it reply with an event type of its own.");
                default ->
                    findings.add(
                            "kind",
                            "'" + kind.strip() + "' is not part of a topology.",
                            "Use eventing.knative.dev/v1 Broker or Trigger, or sources.knative.dev/v1 PingSource or"
                                    + " SinkBinding.");
            }
        }
    }

    private <T> void keep(
            JsonNode tree, Class<T> type, String name, Findings findings, Map<String, Declared<T>> objects) {
        StrictYaml.convert(tree, type, findings)
                .ifPresent(object -> objects.put(name, new Declared<>(object, findings)));
    }

    /** A file that Kustomize doesn't apply would hold on a laptop and not on the cluster. */
    private void compareWithKustomization(JsonNode tree, List<String> files) {
        List<String> listed = new ArrayList<>();
        tree.path("resources").forEach(resource -> listed.add(resource.asText()));
        tree.path("patches").forEach(patch -> listed.add(patch.path("path").asText()));
        for (String file : files) {
            if (!listed.contains(file)) {
                new Findings(file, problems).add("", "is not listed in " + KUSTOMIZATION + ".", "Add it to resources.");
            }
        }
    }

    /** An object and where its problems go. */
    record Declared<T>(T object, Findings findings) {}
}
