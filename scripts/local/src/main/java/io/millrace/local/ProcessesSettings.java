package io.millrace.local;

import io.millrace.topology.DeliveryProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What the launcher tells {@link SeparateProcesses}, as system properties.
 *
 * @param data {@code millrace.data}, the folder of all state
 * @param topology {@code millrace.topology}, folders of Knative YAML separated by commas ({@code \,} for one in a name); an object in a later one replaces that of
 *     the same kind and name before
 * @param services {@code millrace.services}, the folder of the functions' Knative Services, which say how many requests each takes and when it ends
 * @param functions {@code millrace.functions}, the folder that has a folder with a deployable for each function
 * @param images {@code millrace.images}, a folder that has a folder for each function, as its image holds it, with what the image starts in the file {@code command}; empty
 *     for the deployables
 * @param profile {@code millrace.profile}, the broker of Knative's that ours follows: kafka (the default) or mt
 * @param apiPort {@code millrace.api.port}
 * @param brokerPort {@code millrace.broker.port}
 * @param modelsUrl {@code millrace.models.url}, the model server
 * @param temporary {@code java.io.tmpdir}; the functions' own lie beside it
 * @param options {@code millrace.processes.options}, of the JVM of each function that is a deployable, separated by spaces
 * @param idle {@code millrace.processes.idle}, seconds after which a function of which nothing is asked ends; empty for what its Knative Service says
 * @param pidFiles {@code millrace.processes.pid-files}, of the launcher's other children, separated by commas
 */
record ProcessesSettings(
        Path data,
        List<Path> topology,
        Path services,
        Path functions,
        Optional<Path> images,
        DeliveryProfile profile,
        int apiPort,
        int brokerPort,
        URI modelsUrl,
        Path temporary,
        List<String> options,
        Optional<Duration> idle,
        List<Path> pidFiles) {

    private static final String BETWEEN_FOLDERS = "(?<!\\\\),";

    ProcessesSettings {
        topology = List.copyOf(topology);
        options = List.copyOf(options);
        pidFiles = List.copyOf(pidFiles);
    }

    /** @throws IllegalArgumentException names the property that is missing or wrong */
    static ProcessesSettings of(Properties given) {
        return new ProcessesSettings(
                Path.of(required(given, "millrace.data")).toAbsolutePath(),
                paths(required(given, "millrace.topology")),
                Path.of(required(given, "millrace.services")),
                Path.of(required(given, "millrace.functions")),
                Optional.ofNullable(given.getProperty("millrace.images")).map(Path::of),
                DeliveryProfile.valueOf(
                        given.getProperty("millrace.profile", "kafka").toUpperCase(Locale.ROOT)),
                number(given, "millrace.api.port"),
                number(given, "millrace.broker.port"),
                URI.create(required(given, "millrace.models.url")),
                Path.of(required(given, "java.io.tmpdir")).toAbsolutePath(),
                Stream.of(given.getProperty("millrace.processes.options", "").split("\\s+"))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                Optional.ofNullable(given.getProperty("millrace.processes.idle"))
                        .map(seconds -> Duration.ofSeconds(number(given, "millrace.processes.idle"))),
                paths(given.getProperty("millrace.processes.pid-files", "")));
    }

    private static List<Path> paths(String separated) {
        return Stream.of(separated.split(BETWEEN_FOLDERS))
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path.replace("\\,", ",")))
                .toList();
    }

    private static String required(Properties given, String name) {
        String value = given.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    private static int number(Properties given, String name) {
        String value = required(given, name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is '" + value + "', but must be a number", e);
        }
    }
}
