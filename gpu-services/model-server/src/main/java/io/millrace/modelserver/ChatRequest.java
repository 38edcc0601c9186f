package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code POST /v1/chat/completions}, as far as a small text model goes.
 *
 * @param model null where it is left out
 * @param maxTokens the most to generate
 * @param temperature 0 for the likeliest reply, to 2
 * @param topP share of the probability from which is drawn
 * @param stop strings at which the reply ends, at most four
 * @param seed null for any
 * @param grammar which the reply must follow, as llama.cpp writes it; null for none
 * @param includeUsage whether the stream ends with a chunk that holds the usage
 */
record ChatRequest(
        @Nullable String model,
        List<Message> messages,
        int maxTokens,
        double temperature,
        double topP,
        List<String> stop,
        @Nullable Integer seed,
        @Nullable String grammar,
        boolean stream,
        boolean includeUsage) {

    private static final int MAX_MESSAGES = 256;
    private static final int MAX_STOPS = 4;
    private static final int DEFAULT_MAX_TOKENS = 512;

    /** @param role system, user or assistant */
    record Message(String role, String content) {}

    private static final class Fields {
        @Nullable
        String model;

        final List<Message> messages = new ArrayList<>();
        int maxTokens = DEFAULT_MAX_TOKENS;
        double temperature = 1;
        double topP = 1;
        List<String> stop = List.of();

        @Nullable
        Integer seed;

        @Nullable
        String grammar;

        boolean stream;
        boolean includeUsage;
    }

    static ChatRequest read(JsonParser json) throws IOException {
        Fields fields = new Fields();
        JsonInput.object("the body", json, (field, value) -> {
            if (JsonInput.isNull(value)) {
                return;
            }
            switch (field) {
                case "model" -> fields.model = JsonInput.string(field, value);
                case "messages" -> readMessages(value, fields.messages);
                case "max_tokens", "max_completion_tokens" ->
                    fields.maxTokens = JsonInput.integer(field, value, 1, 1_000_000);
                case "temperature" -> fields.temperature = JsonInput.number(field, value, 0, 2);
                case "top_p" -> fields.topP = JsonInput.number(field, value, 0, 1);
                case "stop" -> fields.stop = JsonInput.strings(field, value, MAX_STOPS);
                case "seed" -> fields.seed = JsonInput.integer(field, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case "stream" -> fields.stream = JsonInput.bool(field, value);
                case "stream_options" ->
                    JsonInput.object(field, value, (inner, innerValue) -> {
                        if (inner.equals("include_usage")) {
                            fields.includeUsage = JsonInput.bool(inner, innerValue);
                        } else {
                            innerValue.skipChildren();
                        }
                    });
                case "response_format" -> fields.grammar = readFormat(value);
                case "n" -> JsonInput.integer(field, value, 1, 1);
                default -> value.skipChildren();
            }
        });
        if (fields.messages.isEmpty()) {
            throw JsonInput.invalid("messages is missing or empty; it is an array of {role, content}");
        }
        return new ChatRequest(
                fields.model,
                List.copyOf(fields.messages),
                fields.maxTokens,
                fields.temperature,
                fields.topP,
                fields.stop,
                fields.seed,
                fields.grammar,
                fields.stream,
                fields.includeUsage);
    }

    /** The grammar of {@code {type: text | json_object | json_schema}}; null for text. */
    private static @Nullable String readFormat(JsonParser json) throws IOException {
        if (!(JsonTree.read(json) instanceof Map<?, ?> format) || !(format.get("type") instanceof String type)) {
            throw JsonInput.invalid("response_format must be an object with a type");
        }
        return switch (type) {
            case "text" -> null;
            case "json_object" -> JsonSchemaGrammar.ofAnyObject();
            case "json_schema" -> {
                if (format.get("json_schema") instanceof Map<?, ?> named
                        && named.get("schema") instanceof Map<?, ?> schema) {
                    yield JsonSchemaGrammar.of(schema);
                }
                throw JsonInput.invalid("response_format of type json_schema needs json_schema: {schema: {…}}");
            }
            default -> throw JsonInput.invalid("response_format's type must be text, json_object or json_schema");
        };
    }

    private static void readMessages(JsonParser json, List<Message> messages) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonInput.invalid("messages must be an array of {role, content}");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (messages.size() == MAX_MESSAGES) {
                throw JsonInput.invalid("messages has more than " + MAX_MESSAGES + " entries");
            }
            messages.add(readMessage(json));
        }
    }

    private static Message readMessage(JsonParser json) throws IOException {
        String[] found = new String[2];
        JsonInput.object("each message", json, (field, value) -> {
            switch (field) {
                case "role" -> found[0] = JsonInput.string("role", value);
                case "content" -> found[1] = readContent(value);
                default -> value.skipChildren();
            }
        });
        String role = found[0] == null ? "" : found[0];
        String content = found[1];
        if (!role.equals("system") && !role.equals("developer") && !role.equals("user") && !role.equals("assistant")) {
            throw JsonInput.invalid("a message's role must be system, developer, user or assistant");
        }
        if (content == null) {
            throw JsonInput.invalid("a message needs content, a string");
        }
        return new Message(role.equals("developer") ? "system" : role, content);
    }

    /** A string, or a list of parts of which only text is known. */
    private static String readContent(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return JsonInput.string("content", json);
        }
        StringBuilder text = new StringBuilder();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            JsonInput.object("each part of content", json, (field, value) -> {
                switch (field) {
                    case "type" -> {
                        if (!JsonInput.string(field, value).equals("text")) {
                            throw JsonInput.invalid("content may have only parts of type text");
                        }
                    }
                    case "text" -> text.append(JsonInput.string(field, value));
                    default -> value.skipChildren();
                }
            });
        }
        return text.toString();
    }
}
