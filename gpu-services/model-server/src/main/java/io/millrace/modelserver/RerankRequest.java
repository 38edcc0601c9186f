package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question and passages, as TEI's {@code POST /rerank} has them ({@code query}, {@code texts}), or {@code POST /v1/rerank}, which Cohere and Jina made common ({@code query}, {@code documents}).
 *
 * @param model null where it is left out
 * @param most how many results are wanted; best first
 * @param truncate whether a pair beyond the window is cut; else it is refused
 * @param rawScores whether logits are wanted
 * @param returnTexts whether passages are wanted back
 */
record RerankRequest(
        @Nullable String model,
        String query,
        List<String> texts,
        int most,
        boolean truncate,
        boolean rawScores,
        boolean returnTexts) {

    /** Collects what may come in any order. */
    private static final class Fields {
        @Nullable
        String model;

        @Nullable
        String query;

        @Nullable
        List<String> texts;

        int most = Integer.MAX_VALUE;
        boolean truncate;
        boolean rawScores;
        boolean returnTexts;

        RerankRequest request(String textsField) {
            if (query == null || texts == null) {
                throw JsonInput.invalid(
                        "query, a string, and " + textsField + ", an array of strings, are wanted; one is missing");
            }
            return new RerankRequest(model, query, texts, most, truncate, rawScores, returnTexts);
        }
    }

    static RerankRequest readTei(JsonParser json) throws IOException {
        Fields fields = new Fields();
        JsonInput.object("the body", json, (field, value) -> {
            switch (field) {
                case "query" -> fields.query = JsonInput.string(field, value);
                case "texts" -> fields.texts = JsonInput.strings(field, value, EmbeddingsRequest.MAX_INPUTS);
                case "truncate" -> fields.truncate = !JsonInput.isNull(value) && JsonInput.bool(field, value);
                case "raw_scores" -> fields.rawScores = JsonInput.bool(field, value);
                case "return_text" -> fields.returnTexts = JsonInput.bool(field, value);
                default -> value.skipChildren();
            }
        });
        return fields.request("texts");
    }

    static RerankRequest readCommon(JsonParser json) throws IOException {
        Fields fields = new Fields();
        fields.truncate = true;
        JsonInput.object("the body", json, (field, value) -> {
            if (JsonInput.isNull(value)) {
                return;
            }
            switch (field) {
                case "model" -> fields.model = JsonInput.string(field, value);
                case "query" -> fields.query = JsonInput.string(field, value);
                case "documents" -> fields.texts = documents(field, value);
                case "top_n" -> fields.most = JsonInput.integer(field, value, 1, Integer.MAX_VALUE);
                case "return_documents" -> fields.returnTexts = JsonInput.bool(field, value);
                default -> value.skipChildren();
            }
        });
        return fields.request("documents");
    }

    /** Strings, or objects with a field {@code text}. */
    private static List<String> documents(String name, JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonInput.invalid(name + " must be an array");
        }
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == EmbeddingsRequest.MAX_INPUTS) {
                throw JsonInput.invalid(name + " has more than " + EmbeddingsRequest.MAX_INPUTS
                        + " entries; send them in several requests");
            }
            texts.add(
                    json.currentToken() == JsonToken.START_OBJECT
                            ? text(json)
                            : JsonInput.string("each of " + name, json));
        }
        if (texts.isEmpty()) {
            throw JsonInput.invalid(name + " must have an entry");
        }
        return texts;
    }

    private static String text(JsonParser json) throws IOException {
        String[] found = new String[1];
        JsonInput.object("each document", json, (field, value) -> {
            if (field.equals("text")) {
                found[0] = JsonInput.string(field, value);
            } else {
                value.skipChildren();
            }
        });
        if (found[0] == null) {
            throw JsonInput.invalid("a document that is an object needs the field text");
        }
        return found[0];
    }
}
