package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer to {@code POST /v1/embeddings}, read as it streams in: OpenAI's shape, vectors as base64 or as numbers, and our extension where there is one.
 *
 * @param items as they came; each says its place
 * @param promptTokens of all texts, as the server counts
 */
record EmbeddingAnswer(List<Item> items, int promptTokens) {

    /**
     * One vector.
     *
     * @param index the place of its text in the request
     * @param sentences null where the server has no such extension
     * @param tokens −1 where the server does not say
     */
    record Item(int index, Embedding vector, @Nullable List<QuantizedEmbedding> sentences, int tokens, int tokensCut) {}

    static EmbeddingAnswer read(JsonParser json) throws IOException {
        List<Item> items = new ArrayList<>();
        int promptTokens = 0;
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("data")) {
                expect(json, value, JsonToken.START_ARRAY);
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    items.add(readItem(json, items.size()));
                }
            } else if (field.equals("usage") && value == JsonToken.START_OBJECT) {
                promptTokens = readUsage(json);
            } else {
                json.skipChildren();
            }
        }
        return new EmbeddingAnswer(items, promptTokens);
    }

    private static Item readItem(JsonParser json, int place) throws IOException {
        int index = place;
        Embedding vector = null;
        List<QuantizedEmbedding> sentences = null;
        int tokens = -1;
        int tokensCut = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            switch (field) {
                case "index" -> index = json.getIntValue();
                case "embedding" -> vector = readVector(json, value);
                case "millrace" -> {
                    expect(json, value, JsonToken.START_OBJECT);
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String extension = json.currentName();
                        json.nextToken();
                        switch (extension) {
                            case "tokens" -> tokens = json.getIntValue();
                            case "tokens_cut" -> tokensCut = json.getIntValue();
                            case "sentences" -> sentences = readSentences(json);
                            default -> json.skipChildren();
                        }
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (vector == null) {
            throw new com.fasterxml.jackson.core.JsonParseException(json, "an item has no embedding");
        }
        return new Item(index, vector, sentences, tokens, tokensCut);
    }

    private static Embedding readVector(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBinaryValue()).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return unit(json, values);
        }
        return unit(json, readNumbers(json, value));
    }

    /** The numbers of the array at which {@code json} stands. */
    static float[] readNumbers(JsonParser json, JsonToken value) throws IOException {
        expect(json, value, JsonToken.START_ARRAY);
        float[] values = new float[1024];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == values.length) {
                values = java.util.Arrays.copyOf(values, 2 * count);
            }
            values[count++] = json.getFloatValue();
        }
        return java.util.Arrays.copyOf(values, count);
    }

    static Embedding unit(JsonParser json, float[] values) throws IOException {
        try {
            return Embedding.of(values);
        } catch (IllegalArgumentException e) {
            throw new com.fasterxml.jackson.core.JsonParseException(json, "an embedding is no vector", e);
        }
    }

    private static List<QuantizedEmbedding> readSentences(JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_ARRAY);
        List<QuantizedEmbedding> sentences = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            sentences.add(QuantizedEmbedding.ofBytes(json.getBinaryValue()));
        }
        return sentences;
    }

    private static int readUsage(JsonParser json) throws IOException {
        int promptTokens = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("prompt_tokens")) {
                promptTokens = json.getIntValue();
            } else {
                json.skipChildren();
            }
        }
        return promptTokens;
    }

    static void expect(JsonParser json, @Nullable JsonToken actual, JsonToken wanted) throws IOException {
        if (actual != wanted) {
            throw new com.fasterxml.jackson.core.JsonParseException(
                    json, "expected " + wanted + ", but found " + actual);
        }
    }
}
