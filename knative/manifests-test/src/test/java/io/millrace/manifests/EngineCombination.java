package io.millrace.manifests;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One engine in one role, with what goes with it.
 *
 * @param role embedder, reranker or generator
 * @param engine the engine's folder below the role's
 * @param additions folders below gpu-services, such as {@code generator/scaling/keda}
 */
record EngineCombination(String role, String engine, List<String> additions) {

    EngineCombination {
        additions = List.copyOf(additions);
    }

    /** Also the namespace that it is rendered into, so that one rendering holds all combinations. */
    String name() {
        return Stream.concat(
                        Stream.of(role, engine),
                        additions.stream()
                                .map(path -> Path.of(path).getFileName().toString()))
                .collect(Collectors.joining("-"))
                .toLowerCase(Locale.ROOT);
    }

    /** Every folder of gpu-services that takes part, the catalog's claim included. */
    List<String> folders() {
        return Stream.concat(Stream.of("volume", role + "/" + engine), additions.stream())
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
