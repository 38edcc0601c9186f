package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON object; null is as good as missing, and what has the wrong form is a problem that names the member. */
final class JsonFields {

    private final JsonNode object;
    private final String path;

    JsonFields(JsonNode object) {
        this(object, "");
    }

    private JsonFields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The members of a member; none where it is missing. */
    JsonFields object(String field) {
        JsonNode value = object.path(field);
        if (!isMissing(value) && !value.isObject()) {
            throw invalid(path + field + " must be an object");
        }
        return new JsonFields(value, path + field + ".");
    }

    /** Refuses members that are not among {@code names}: one that is misspelt would be passed over. */
    void allowOnly(Set<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw invalid((path.isEmpty() ? "the body" : path.substring(0, path.length() - 1)) + " has no member '"
                        + (name.length() > 40 ? name.substring(0, 40) + "…" : name) + "', only "
                        + new TreeSet<>(names));
            }
        });
    }

    boolean isEmpty() {
        return object.isEmpty();
    }

    String string(String field, String fallback) {
        JsonNode value = object.path(field);
        if (isMissing(value)) {
            return fallback;
        }
        if (!value.isTextual()) {
            throw invalid(path + field + " must be a string");
        }
        return value.textValue();
    }

    boolean bool(String field) {
        JsonNode value = object.path(field);
        if (!isMissing(value) && !value.isBoolean()) {
            throw invalid(path + field + " must be true or false");
        }
        return value.asBoolean(false);
    }

    @Nullable
    Integer integer(String field, int least, int most) {
        JsonNode value = object.path(field);
        if (isMissing(value)) {
            return null;
        }
        if (!value.canConvertToInt()
                || !value.canConvertToExactIntegral()
                || value.intValue() < least
                || value.intValue() > most) {
            throw invalid(path + field + " must be a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    @Nullable
    Long wholeNumber(String field) {
        JsonNode value = object.path(field);
        if (isMissing(value)) {
            return null;
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw invalid(path + field + " must be a whole number");
        }
        return value.longValue();
    }

    double number(String field, double least, double most, double fallback) {
        JsonNode value = object.path(field);
        if (isMissing(value)) {
            return fallback;
        }
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw invalid(path + field + " must be a number from " + least + " to " + most);
        }
        return value.doubleValue();
    }

    static boolean isMissing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    static ProblemException invalid(String detail) {
        return ProblemException.of(Category.INVALID, "request-invalid", detail);
    }
}
