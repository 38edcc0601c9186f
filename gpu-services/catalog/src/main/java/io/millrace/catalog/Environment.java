package io.millrace.catalog;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What of the user's surroundings decides where models come from and lie.
 *
 * @param variables environment variables
 * @param home the user's home directory
 */
record Environment(Map<String, String> variables, Path home) {

    static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** {@code MILLRACE_MODELS}, else {@code millrace/models} in {@code XDG_CACHE_HOME}, else in {@code .cache} of the home directory. */
    Path models() {
        return variable("MILLRACE_MODELS")
                .map(Path::of)
                .orElseGet(() -> variable("XDG_CACHE_HOME")
                        .map(Path::of)
                        .orElse(home.resolve(".cache"))
                        .resolve("millrace")
                        .resolve("models"));
    }
}
