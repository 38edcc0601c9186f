package io.millrace.deadletters;

import io.millrace.core.deadletter.DeadLetterFilter;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list's parameters, and those of a replay or discard, named as the broker of one machine names them.
 *
 * @param limit how many at most, 1 to 10,000
 */
record DeadLetterParameters(DeadLetterFilter filter, int limit) {

    private static final String DRY_RUN = "dry-run";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;
    private static final Set<String> NAMES =
            Set.of("limit", "tenant", "function", "type", "status", "reason", "since", "until");

    static DeadLetterParameters of(MultiMap parameters) {
        if (parameters.contains("trigger")) {
            throw invalid("trigger", "Knative does not say at which Trigger an event failed; ask by function and type");
        }
        for (String name : parameters.names()) {
            if (!NAMES.contains(name)) {
                throw invalid(name, "there is no such parameter; use one of " + NAMES);
            }
        }
        DeadLetterFilter filter = new DeadLetterFilter(
                text(parameters, "tenant"),
                text(parameters, "function"),
                text(parameters, "type"),
                parameters.contains("status") ? number(parameters, "status", 100, 999) : null,
                text(parameters, "reason"),
                time(parameters, "since"),
                time(parameters, "until"));
        return new DeadLetterParameters(
                filter, parameters.contains("limit") ? number(parameters, "limit", 1, MAX_LIMIT) : DEFAULT_LIMIT);
    }

    /** Whether a replay or discard is only to say what it would do; false by default. */
    static boolean isDryRun(MultiMap parameters) {
        for (String name : parameters.names()) {
            if (!name.equals(DRY_RUN)) {
                throw invalid(name, "there is no such parameter; use " + DRY_RUN);
            }
        }
        return switch (text(parameters, DRY_RUN)) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw invalid(DRY_RUN, "use true or false and not '" + text(parameters, DRY_RUN) + "'");
        };
    }

    private static String text(MultiMap parameters, String name) {
        String value = parameters.get(name);
        return value == null ? "" : value;
    }

    private static int number(MultiMap parameters, String name, int least, int most) {
        String text = text(parameters, name);
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw invalid(name, "use a number from " + least + " to " + most + " and not '" + text + "'");
        }
        return number;
    }

    private static @Nullable Instant time(MultiMap parameters, String name) {
        if (!parameters.contains(name)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text(parameters, name)).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "use a time such as 2026-11-24T08:00:00Z and not '" + text(parameters, name) + "'");
        }
    }

    private static ProblemException invalid(String name, String remedy) {
        return ProblemException.of(Category.INVALID, "query-invalid", "parameter " + name + ": " + remedy);
    }
}
