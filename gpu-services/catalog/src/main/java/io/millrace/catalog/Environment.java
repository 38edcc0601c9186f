package io.millrace.catalog;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of the user's surroundings decides where models come from and lie.
 *
 * @param variables environment variables
 * @param home the user's home directory
 */
record Environment(Map<String, String> variables, Path home) {

    static final Pattern REFERENCE = Pattern.compile("\\$\\{env\\.([A-Za-z0-9_]+)}");

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

    /** {@code MILLRACE_MODEL_LEASES}, where a server with a read-only store can write, else {@code .leases} in the store. */
    Path leases(Path root) {
        return variable("MILLRACE_MODEL_LEASES").map(Path::of).orElse(root.resolve(".leases"));
    }

    /** With {@code ${env.NAME}} replaced by that variable; one that is not set stays as it is written. */
    String expand(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(variable(match.group(1)).orElse(match.group())));
    }
}
