package io.millrace.broker;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are asked for. What is null or empty doesn't matter; the rest must hold together.
 *
 * @param limit how many at most, 1 to {@value #MAX_LIMIT}
 * @param tenant the event's tenant
 * @param trigger the Trigger where it failed
 * @param function the subscriber's name
 * @param type the event's type
 * @param status the last answer's HTTP status
 * @param reason a part of the reason, in any case of letters
 * @param since the earliest time of the failure
 * @param until the time from which on failures don't count any more
 */
public record DeadLetterQuery(
        int limit,
        String tenant,
        String trigger,
        String function,
        String type,
        @Nullable Integer status,
        String reason,
        @Nullable Instant since,
        @Nullable Instant until) {

    static final int MAX_LIMIT = 10_000;

    private static final int DEFAULT_LIMIT = 100;
    private static final Set<String> NAMES =
            Set.of("limit", "tenant", "trigger", "function", "type", "status", "reason", "since", "until");

    /** The newest ones, whatever they are. */
    public static DeadLetterQuery newest(int limit) {
        return new DeadLetterQuery(limit, "", "", "", "", null, "", null, null);
    }

    /**
     * Reads the parameters of a request, which are named as the components are.
     *
     * @throws ProblemException code {@code query-invalid} for an unknown name or a value that can't be read
     */
    static DeadLetterQuery of(MultiMap parameters) {
        for (Map.Entry<String, String> parameter : parameters) {
            if (!NAMES.contains(parameter.getKey())) {
                throw invalid(parameter.getKey(), parameter.getValue(), "one of " + NAMES + " as name");
            }
        }
        return new DeadLetterQuery(
                number("limit", parameters, DEFAULT_LIMIT, 1, MAX_LIMIT),
                text("tenant", parameters),
                text("trigger", parameters),
                text("function", parameters),
                text("type", parameters),
                parameters.contains("status") ? number("status", parameters, 0, 100, 999) : null,
                text("reason", parameters),
                time("since", parameters),
                time("until", parameters));
    }

    boolean matches(DeadLetter letter) {
        return (tenant.isEmpty() || tenant.equals(letter.tenant()))
                && (trigger.isEmpty() || trigger.equals(letter.trigger()))
                && (function.isEmpty() || function.equals(letter.function()))
                && (type.isEmpty() || type.equals(letter.type()))
                && (status == null || status.equals(letter.status()))
                && letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT))
                && (since == null || !letter.time().isBefore(since))
                && (until == null || letter.time().isBefore(until));
    }

    private static String text(String name, MultiMap parameters) {
        String value = parameters.get(name);
        return value == null ? "" : value;
    }

    private static int number(String name, MultiMap parameters, int otherwise, int least, int most) {
        String value = text(name, parameters);
        if (value.isEmpty() && !parameters.contains(name)) {
            return otherwise;
        }
        if (value.matches("\\d{1,5}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw invalid(name, value, "a number from " + least + " to " + most);
    }

    private static @Nullable Instant time(String name, MultiMap parameters) {
        String value = text(name, parameters);
        if (value.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, value, "a time such as 2026-11-24T13:45:00Z");
        }
    }

    static ProblemException invalid(String name, String value, String remedy) {
        return ProblemException.of(
                Category.INVALID,
                "query-invalid",
                "The parameter '" + name + "' is '" + (value.length() <= 80 ? value : value.substring(0, 80))
                        + "': use " + remedy + ".");
    }
}
