package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code POST /v1/embeddings} with our extension {@code "millrace": {"sentences": [[[start, end], …], …]}}: for each input
 * the UTF-16 spans of which a vector of their own is wanted.
 *
 * @param model null where it is left out
 * @param kind as {@code input_type} says ({@code query} or {@code passage}, as NVIDIA's NIM has it; Cohere's {@code search_query} and
 *     {@code search_document}), else what is likely
 * @param base64 whether vectors are wanted as base64 of little-endian float32
 * @param extended whether the extension was there, and is answered
 */
record EmbeddingsRequest(
        @Nullable String model, List<PassageText> texts, TextBatch.Kind kind, boolean base64, boolean extended) {

    /** The most inputs of one request. */
    static final int MAX_INPUTS = 256;

    private static final int MAX_SPANS = 4096;

    /** Collects what may come in any order. */
    private static final class Fields {
        @Nullable
        String model;

        @Nullable
        List<String> input;

        @Nullable
        List<List<Span>> spans;

        TextBatch.@Nullable Kind kind;

        boolean base64;
        boolean extended;
    }

    static EmbeddingsRequest read(JsonParser json) throws IOException {
        Fields fields = new Fields();
        JsonInput.object("the body", json, (field, value) -> {
            switch (field) {
                case "model" -> fields.model = JsonInput.string(field, value);
                case "input" -> fields.input = JsonInput.strings(field, value, MAX_INPUTS);
                case "input_type" -> fields.kind = kind(field, value);
                case "encoding_format" -> fields.base64 = isBase64(value);
                case "millrace" -> {
                    fields.extended = true;
                    JsonInput.object(field, value, (inner, innerValue) -> {
                        if (inner.equals("sentences")) {
                            fields.spans = spans(innerValue);
                        } else {
                            innerValue.skipChildren();
                        }
                    });
                }
                default -> value.skipChildren();
            }
        });
        if (fields.input == null) {
            throw JsonInput.invalid("input is missing; it is a string or an array of strings");
        }
        List<PassageText> texts = texts(fields.input, fields.spans);
        return new EmbeddingsRequest(
                fields.model,
                texts,
                fields.kind == null ? TextBatch.likely(texts) : fields.kind,
                fields.base64,
                fields.extended);
    }

    /** Null where nothing is said. */
    static TextBatch.@Nullable Kind kind(String name, JsonParser json) throws IOException {
        if (JsonInput.isNull(json)) {
            return null;
        }
        return switch (JsonInput.string(name, json)) {
            case "query", "search_query" -> TextBatch.Kind.QUESTION;
            case "passage", "search_document" -> TextBatch.Kind.PASSAGE;
            default -> throw JsonInput.invalid(name + " must be query or passage");
        };
    }

    private static boolean isBase64(JsonParser json) throws IOException {
        if (JsonInput.isNull(json)) {
            return false;
        }
        return switch (JsonInput.string("encoding_format", json)) {
            case "base64" -> true;
            case "float" -> false;
            default -> throw JsonInput.invalid("encoding_format must be float or base64");
        };
    }

    private static List<PassageText> texts(List<String> input, @Nullable List<List<Span>> spans) {
        if (spans != null && spans.size() != input.size()) {
            throw JsonInput.invalid(
                    "millrace.sentences has " + spans.size() + " lists for " + input.size() + " inputs");
        }
        List<PassageText> texts = new ArrayList<>(input.size());
        for (int i = 0; i < input.size(); i++) {
            List<Span> sentences = spans == null ? List.of() : spans.get(i);
            for (Span sentence : sentences) {
                if (sentence.end() > input.get(i).length()) {
                    throw JsonInput.invalid(
                            "millrace.sentences of input " + i + " has a span that ends at " + sentence.end()
                                    + ", but the input has " + input.get(i).length() + " UTF-16 units");
                }
            }
            texts.add(new PassageText(input.get(i), sentences));
        }
        return texts;
    }

    private static List<List<Span>> spans(JsonParser json) throws IOException {
        List<List<Span>> all = new ArrayList<>();
        array(json);
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            List<Span> some = new ArrayList<>();
            array(json);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                some.add(span(json));
                if (++count > MAX_SPANS) {
                    throw JsonInput.invalid("millrace.sentences has more than " + MAX_SPANS + " spans");
                }
            }
            all.add(some);
        }
        return all;
    }

    private static Span span(JsonParser json) throws IOException {
        array(json);
        json.nextToken();
        int start = JsonInput.integer("a span's start", json, 0, Integer.MAX_VALUE - 1);
        json.nextToken();
        int end = JsonInput.integer("a span's end", json, start + 1, Integer.MAX_VALUE);
        if (json.nextToken() != JsonToken.END_ARRAY) {
            throw JsonInput.invalid("a span is [start, end]");
        }
        return new Span(start, end);
    }

    private static void array(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonInput.invalid("millrace.sentences must be a list of [start, end] pairs for each input");
        }
    }
}
