package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where logs of databases are followed, exactly one pod does so, bound to the Broker; and exactly those that read rows have the mappings, and the Secret that these
 * take passwords from. Where Prometheus asks functions, it asks that pod, too.
 */
final class RowReaders implements Rule {

    private static final String MONITORING = "monitoring.coreos.com/v1";
    private static final Set<String> READERS = Set.of(RowReader.CAPTURE, "chunking", "intake", "reindexing");

    @Override
    public List<Finding> check(Manifests manifests) {
        Optional<Pod> capture = RowReader.capture(manifests);
        List<RowReader> readers = RowReader.in(manifests).toList();
        Set<String> names = readers.stream().map(RowReader::name).collect(Collectors.toCollection(TreeSet::new));
        Set<String> wanted = capture.isPresent() ? READERS : Set.of();
        Stream<Finding> missing = Rules.unless(
                        names.equals(wanted),
                        "the mappings are mounted in " + names + ", but " + new TreeSet<>(wanted) + " read rows")
                .map(message -> new Finding("ConfigMap/" + RowReader.DATABASES, message));
        return Stream.of(
                        missing,
                        capture.stream().flatMap(pod -> follows(manifests, pod)),
                        readers.stream().flatMap(reader -> reads(manifests, reader)))
                .flatMap(findings -> findings)
                .toList();
    }

    /** A log's position is one: two that move it on would lose changes. */
    private static Stream<Finding> follows(Manifests manifests, Pod pod) {
        JsonNode spec = pod.owner().path("spec");
        boolean bound = manifests
                .all(Manifests.SOURCES, "SinkBinding")
                .map(binding -> binding.at("/spec/subject"))
                .anyMatch(subject -> Manifests.isA(subject, "apps/v1", "Deployment")
                        && subject.path("name").asText().equals(RowReader.CAPTURE));
        return Stream.of(
                        Rules.unless(spec.path("replicas").asInt() == 1, "a log has one reader: replicas must be 1"),
                        Rules.unless(
                                spec.at("/strategy/type").asText().equals("Recreate"),
                                "a log has one reader: strategy.type must be Recreate"),
                        Rules.unless(bound, "posts events, but no SinkBinding gives it K_SINK"),
                        Rules.unless(
                                FunctionSettings.of(manifests, pod).usesStore(),
                                "is given no Secret with the store's address, where positions are kept"),
                        Rules.unless(
                                !isObserved(manifests) || isAsked(manifests, pod),
                                "no PodMonitor asks a port of its container for /metrics, where functions are asked"))
                .flatMap(messages -> messages)
                .map(pod::finding);
    }

    private static boolean isObserved(Manifests manifests) {
        return manifests.all(MONITORING, "PodMonitor").findAny().isPresent();
    }

    private static boolean isAsked(Manifests manifests, Pod pod) {
        Set<JsonNode> ports = pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("ports")))
                .map(port -> port.path("name"))
                .collect(Collectors.toSet());
        return manifests
                .all(MONITORING, "PodMonitor")
                .filter(monitor -> monitor.at("/spec/selector/matchLabels").properties().stream()
                        .allMatch(
                                wanted -> wanted.getValue().equals(pod.labels().path(wanted.getKey()))))
                .flatMap(monitor -> Pod.items(monitor.at("/spec/podMetricsEndpoints")))
                .anyMatch(endpoint ->
                        endpoint.path("path").asText().equals("/metrics") && ports.contains(endpoint.path("port")));
    }

    private static Stream<Finding> reads(Manifests manifests, RowReader reader) {
        FunctionSettings settings = FunctionSettings.of(manifests, reader.pod());
        JsonNode mount = reader.mount().orElse(reader.volume());
        return Stream.of(
                        Rules.unless(
                                settings.value("MILLRACE_DATABASES_FOLDER")
                                        .equals(Optional.of(
                                                mount.path("mountPath").asText())),
                                "MILLRACE_DATABASES_FOLDER is not where the mappings are mounted"),
                        Rules.unless(mount.path("readOnly").asBoolean(), "the mappings must be mounted read-only"),
                        Rules.unless(
                                settings.secrets().contains(RowReader.DATABASES),
                                "is not given the Secret " + RowReader.DATABASES
                                        + ", which mappings take passwords from"))
                .flatMap(messages -> messages)
                .map(reader.pod()::finding);
    }
}
