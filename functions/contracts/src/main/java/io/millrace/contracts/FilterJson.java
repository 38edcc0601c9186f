package io.millrace.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Where;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Filter} from the member {@code filter} of a request, strictly: a member that is misspelt would widen what is searched. */
public final class FilterJson {

    private static final Set<String> MEMBERS = new LinkedHashSet<>(List.of(
            "source", "path", "contentType", "language", "tag", "changedFrom", "changedBefore", "document", "where"));

    /** Members that are one string, and no list. */
    private static final Set<String> ONE = Set.of("path", "where");

    private final JsonNode body;

    private FilterJson(JsonNode body) {
        this.body = body;
    }

    /**
     * @param body an object, or null for all documents
     * @throws IllegalArgumentException names the member that is wrong
     */
    public static Filter read(@Nullable JsonNode body) {
        if (body == null || body.isNull() || body.isMissingNode()) {
            return Filter.NONE;
        }
        if (!body.isObject()) {
            throw new IllegalArgumentException("filter must be an object with any of " + MEMBERS);
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException("filter has no member '" + name + "', only " + MEMBERS);
            }
        });
        return new FilterJson(body).filter();
    }

    private Filter filter() {
        String where = oneText("where");
        return new Filter(
                texts("source"),
                oneText("path"),
                texts("contentType"),
                texts("language"),
                texts("tag"),
                date("changedFrom"),
                date("changedBefore"),
                texts("document"),
                where == null ? List.of() : Where.parse(where));
    }

    private @Nullable String oneText(String name) {
        Set<String> texts = texts(name);
        if (texts.size() > 1) {
            throw new IllegalArgumentException("filter." + name + " is one string");
        }
        return texts.stream().findFirst().orElse(null);
    }

    /** A string, or a list of strings of which one must hold; null is the same as absent. */
    private Set<String> texts(String name) {
        JsonNode value = body.path(name);
        Set<String> texts = new LinkedHashSet<>();
        if (value.isArray() && !value.isEmpty()) {
            value.forEach(each -> texts.add(text(name, each)));
        } else if (!value.isMissingNode() && !value.isNull()) {
            texts.add(text(name, value));
        }
        return texts;
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException("filter." + name + " is a string"
                    + (ONE.contains(name) ? "" : ", or a list of at least one string"));
        }
        return value.asText();
    }

    private @Nullable Instant date(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        try {
            return Instant.parse(value.asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "filter." + name + " is a time such as 2026-01-31T00:00:00Z, but is '" + value.asText() + "'", e);
        }
    }
}
