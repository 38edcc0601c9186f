package io.millrace.topology;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.knative.serving.v1.RevisionTemplateSpec;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.knative.serving.v1.ServiceSpec;
import io.fabric8.knative.sources.v1.SinkBinding;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The functions as Knative runs them: one folder each, as in {@code knative/base}.
 *
 * @param limits of each function, by its name
 * @param problems what is wrong with the files themselves
 */
public record FunctionServices(
        Map<String, Limits> limits, List<SinkBindingSpec> sinkBindings, List<TopologyProblem> problems) {

    /** Where no such folder is known, and nothing is said of limits. */
    public static final FunctionServices NONE = new FunctionServices(Map.of(), List.of(), List.of());

    /**
     * What one function may do.
     *
     * @param concurrency requests at once in one pod; 0 for any number
     * @param timeoutSeconds how long Knative lets one request take
     * @param idle how long the last pod stays when nothing is asked of it: the autoscaler's window, and what is kept after it
     * @param file the file that says so, below the folder that was read
     */
    public record Limits(long concurrency, long timeoutSeconds, Duration idle, String file) {}

    // Knative's own defaults: of config-defaults container-concurrency and revision-timeout-seconds,
    // of config-autoscaler stable-window and scale-to-zero-pod-retention-period.
    private static final long ANY_CONCURRENCY = 0;
    private static final long DEFAULT_SECONDS = 300;
    private static final String DEFAULT_WINDOW = "60s";
    private static final String DEFAULT_RETENTION = "0s";
    private static final String WINDOW = "autoscaling.knative.dev/window";
    private static final String RETENTION = "autoscaling.knative.dev/scale-to-zero-pod-retention-period";

    public FunctionServices {
        limits = Map.copyOf(limits);
        sinkBindings = List.copyOf(sinkBindings);
        problems = List.copyOf(problems);
    }

    /** Reads the Knative Services and SinkBindings in the folders below {@code base}; other kinds are passed over. */
    public static FunctionServices read(Path base, BrokerSpec broker) {
        Map<String, Limits> limits = new TreeMap<>();
        List<SinkBindingSpec> bindings = new ArrayList<>();
        List<TopologyProblem> problems = new ArrayList<>();
        try (Stream<Path> files = Files.walk(base, 2)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                Findings findings = new Findings(base.relativize(file).toString(), problems);
                StrictYaml.tree(Files.readAllBytes(file), findings)
                        .ifPresent(tree -> readObject(tree, broker, findings, limits, bindings));
            }
        } catch (IOException e) {
            new Findings(base.toString(), problems)
                    .add("", "can't be read (" + e + ").", "Name the folder of the functions' Knative Services.");
        }
        return new FunctionServices(limits, bindings, problems);
    }

    private static void readObject(
            JsonNode tree,
            BrokerSpec broker,
            Findings findings,
            Map<String, Limits> limits,
            List<SinkBindingSpec> bindings) {
        switch (tree.path("apiVersion").asText() + " " + tree.path("kind").asText()) {
            case "serving.knative.dev/v1 Service" ->
                StrictYaml.convert(tree, Service.class, findings)
                        .ifPresent(service -> readService(service, findings, limits));
            case "sources.knative.dev/v1 SinkBinding" ->
                StrictYaml.convert(tree, SinkBinding.class, findings)
                        .flatMap(binding -> SinkBindingReader.read(binding, broker, findings))
                        .ifPresent(bindings::add);
            default -> {
                // Kustomizations and what else a function needs.
            }
        }
    }

    private static void readService(Service service, Findings findings, Map<String, Limits> limits) {
        Optional<String> name = Optional.ofNullable(service.getMetadata()).map(ObjectMeta::getName);
        Optional<RevisionTemplateSpec> template =
                Optional.ofNullable(service.getSpec()).map(ServiceSpec::getTemplate);
        Optional<RevisionSpec> revision = template.map(RevisionTemplateSpec::getSpec);
        Map<String, String> annotations = template.map(RevisionTemplateSpec::getMetadata)
                .map(ObjectMeta::getAnnotations)
                .orElse(Map.of());
        Duration idle = duration(annotations, WINDOW, DEFAULT_WINDOW, findings)
                .plus(duration(annotations, RETENTION, DEFAULT_RETENTION, findings));
        if (name.isEmpty()) {
            findings.add("metadata.name", "is missing.", "Name the Service after its function.");
        }
        if (revision.isEmpty()) {
            findings.add("spec.template.spec", "is missing.", "Say containers, containerConcurrency, timeoutSeconds.");
        }
        name.ifPresent(n -> limits.put(n, limits(revision.orElseGet(RevisionSpec::new), idle, findings.file())));
    }

    /** As Go writes it, of hours, minutes and seconds. */
    private static Duration duration(
            Map<String, String> annotations, String name, String otherwise, Findings findings) {
        String value = annotations.getOrDefault(name, otherwise);
        try {
            return Duration.parse("PT" + value);
        } catch (DateTimeParseException e) {
            findings.add(
                    "spec.template.metadata.annotations." + name,
                    "is '" + value + "'.",
                    "Write a duration of hours, minutes and seconds, such as 1m30s.");
            return Duration.ZERO;
        }
    }

    private static Limits limits(RevisionSpec revision, Duration idle, String file) {
        return new Limits(
                Objects.requireNonNullElse(revision.getContainerConcurrency(), ANY_CONCURRENCY),
                Objects.requireNonNullElse(revision.getTimeoutSeconds(), DEFAULT_SECONDS),
                idle,
                file);
    }
}
