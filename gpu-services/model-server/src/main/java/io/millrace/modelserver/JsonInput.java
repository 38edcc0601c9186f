package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads values of the wanted kind, or says which field has another; never quotes a value. */
final class JsonInput {

    private JsonInput() {}

    /** Reads the value of one field. */
    @FunctionalInterface
    interface FieldReader {
        void read(String field, JsonParser json) throws IOException;
    }

    static ProblemException invalid(String detail) {
        return ProblemException.of(Category.INVALID, "request-invalid", detail);
    }

    /** Walks the object at which {@code json} stands; {@code reader} consumes the value, or skips it. */
    static void object(String name, JsonParser json, FieldReader reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(name + " must be a JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            reader.read(field, json);
        }
    }

    static String string(String name, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid(name + " must be a string");
        }
        return json.getText();
    }

    static boolean bool(String name, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw invalid(name + " must be true or false");
        };
    }

    static int integer(String name, JsonParser json, int least, int most) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            String text = json.getText();
            if (text.length() <= 11) {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return (int) value;
                }
            }
        }
        throw invalid(name + " must be a whole number, " + least + " to " + most);
    }

    static double number(String name, JsonParser json, double least, double most) throws IOException {
        if (json.currentToken() != null && json.currentToken().isNumeric() && json.getTextLength() <= 32) {
            double value = Double.parseDouble(json.getText());
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw invalid(name + " must be a number, " + least + " to " + most);
    }

    /** One string or an array of strings. */
    static List<String> strings(String name, JsonParser json, int most) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return List.of(json.getText());
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(name + " must be a string or an array of strings");
        }
        List<String> strings = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (strings.size() == most) {
                throw invalid(name + " has more than " + most + " strings; send them in several requests");
            }
            strings.add(string("each of " + name, json));
        }
        if (strings.isEmpty()) {
            throw invalid(name + " must have a string");
        }
        return strings;
    }

    static boolean isNull(JsonParser json) {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }
}
