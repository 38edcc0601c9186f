package io.millrace.modelserver;

import io.millrace.core.problem.ProblemException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read from one part of a JSON schema, or refused; a message never quotes a value. */
final class SchemaPart {

    /** Repetitions are unrolled by llama.cpp. */
    static final int MOST_REPETITIONS = 1000;

    /** What says nothing about which texts are valid. {@code format} doesn't either, by JSON Schema 2020-12 §7.2.1. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "format",
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions");

    private SchemaPart() {}

    static int bound(Map<?, ?> fields, String keyword, int otherwise) {
        return switch (fields.get(keyword)) {
            case null -> otherwise;
            case Number number
            when number.doubleValue() >= 0 && number.doubleValue() <= MOST_REPETITIONS -> number.intValue();
            default -> throw refused("has a " + keyword + " that is not a number from 0 to " + MOST_REPETITIONS);
        };
    }

    /** The keywords that a schema of a type may have. */
    static Set<String> ofType(String type) {
        return switch (type) {
            case "object" -> Set.of("type", "properties", "required", "additionalProperties");
            case "array" -> Set.of("type", "items", "minItems", "maxItems");
            case "string" -> Set.of("type", "minLength", "maxLength");
            default -> Set.of("type");
        };
    }

    /** Refuses any keyword that is not known here. */
    static void only(Map<?, ?> fields, Set<String> known) {
        for (Object keyword : fields.keySet()) {
            if (!known.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
                String name = String.valueOf(keyword);
                throw refused("uses " + (name.matches("[$A-Za-z]{1,32}") ? name : "a keyword")
                        + " in a place where this server can't keep to it; leave it out");
            }
        }
    }

    static String constant(@Nullable Object value) {
        return switch (value) {
            case null -> literal("null");
            case String text -> literal(JsonTree.quoted(text));
            case Number number -> literal(number.toString());
            case Boolean truth -> literal(truth.toString());
            default -> throw refused("has an enum or const that is not a string, number, boolean or null");
        };
    }

    /** A text as the grammar quotes it. */
    static String literal(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static Map<?, ?> asObject(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) {
            return fields;
        }
        throw refused(name + " must be a JSON object");
    }

    static ProblemException refused(String why) {
        return JsonInput.invalid("response_format's schema " + why);
    }
}
