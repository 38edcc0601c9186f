package io.millrace.cli.command;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. picocli fills it. */
public final class DeadLetterQuery {

    @Option(names = "--trigger", paramLabel = "NAME", description = "that failed at this Trigger")
    private @Nullable String trigger;

    @Option(names = "--function", paramLabel = "NAME", description = "that failed at this function")
    private @Nullable String function;

    @Option(names = "--type", paramLabel = "TYPE", description = "with events of this type")
    private @Nullable String type;

    @Option(names = "--status", paramLabel = "N", description = "where the last answer had this status")
    private @Nullable Integer status;

    @Option(names = "--reason", paramLabel = "TEXT", description = "with this text in their reason")
    private @Nullable String reason;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "that failed at this time or later: 2026-11-24T08:00:00Z, or 2h for two hours ago")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "that failed before this time")
    private @Nullable Instant until;

    /** Whether it leaves anything out. */
    boolean isEmpty() {
        return parameters().isEmpty();
    }

    /** As the API takes it. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "trigger", trigger);
        put(parameters, "function", function);
        put(parameters, "type", type);
        put(parameters, "status", status);
        put(parameters, "reason", reason);
        put(parameters, "since", since);
        put(parameters, "until", until);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
    }
}
