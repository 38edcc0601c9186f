package io.millrace.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.quarkus.funqy.runtime.bindings.knative.events.VertxRequestHandler;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From whatever was thrown to what the caller is told. */
public final class Problems {

    private static final String DATA_INVALID = "event-data-invalid";

    private Problems() {}

    /** The problem that explains {@code failure}; an unknown one says nothing of its inside. */
    public static Problem of(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException known) {
                return known.problem();
            }
        }
        Optional<Problem> json = ofData(failure);
        if (json.isPresent()) {
            return json.get();
        }
        if (failure instanceof NullPointerException && thrownByFunqy(failure)) {
            return new Problem(
                    Category.INVALID, "event-attribute-missing", "a structured event needs specversion and type");
        }
        return new Problem(
                Category.INTERNAL, "internal", "the function failed; its log says why, under the time of this answer");
    }

    /** The problem with data that could not be read as JSON of the wanted form; empty when something else went wrong. */
    public static Optional<Problem> ofData(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json) {
                return Optional.of(new Problem(Category.INVALID, DATA_INVALID, describe(json)));
            }
        }
        return Optional.empty();
    }

    /** Where and why, without the text itself: Jackson's own message quotes it. */
    private static String describe(JsonProcessingException failure) {
        String where = failure.getLocation() == null
                ? ""
                : " at line %d, column %d"
                        .formatted(
                                failure.getLocation().getLineNr(),
                                failure.getLocation().getColumnNr());
        if (failure instanceof JsonMappingException mapping) {
            String path = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            String field = path.isEmpty() ? "" : " in field " + path;
            return mapping.getCause() instanceof IllegalArgumentException reason
                    ? "the data is not valid" + field + ": " + reason.getMessage()
                    : "the data does not have the wanted form" + field + where;
        }
        return "the data is not JSON" + where;
    }

    private static boolean thrownByFunqy(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().startsWith(VertxRequestHandler.class.getName());
    }
}
