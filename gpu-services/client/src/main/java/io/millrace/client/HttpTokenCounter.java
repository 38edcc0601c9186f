package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.chunk.TokenCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Counts by the tokenizer of the server that embeds. In TEI's shape our model server answers just the counts when asked by the extension
 * field {@code millrace}; TEI ignores it and lists the tokens, of which the special ones are left out here. Safe for use by many threads.
 */
public final class HttpTokenCounter implements TokenCounter {

    private final ModelEndpoint endpoint;
    private final TokenizeApi api;
    private final ModelCalls calls;

    /** In TEI's shape. */
    public HttpTokenCounter(ModelEndpoint endpoint) {
        this(endpoint, TokenizeApi.TEI);
    }

    public HttpTokenCounter(ModelEndpoint endpoint, TokenizeApi api) {
        this.endpoint = endpoint;
        this.api = api;
        this.calls = api == TokenizeApi.TRITON ? new ModelCalls(endpoint, Tensors.HEALTH) : new ModelCalls(endpoint);
    }

    /** Whether the server answers that it can serve now. */
    public boolean ready() {
        return calls.ready();
    }

    @Override
    public List<Integer> count(List<String> texts) {
        // TEI refuses an empty text.
        Iterator<Integer> counts =
                ask(texts.stream().filter(text -> !text.isEmpty()).toList()).iterator();
        return texts.stream().map(text -> text.isEmpty() ? 0 : counts.next()).toList();
    }

    private List<Integer> ask(List<String> texts) {
        return switch (api) {
            case TEI -> inBatches(texts, TeiTokens.PATH, HttpTokenCounter::writeTei, HttpTokenCounter::readTei);
            case VLLM -> eachAlone(texts);
            case TRITON ->
                inBatches(
                        texts,
                        Tensors.path(endpoint.model() + "-tokens"),
                        HttpTokenCounter::writeTriton,
                        HttpTokenCounter::readTriton);
        };
    }

    @FunctionalInterface
    private interface BatchWriter {
        void write(JsonGenerator json, List<String> batch) throws IOException;
    }

    private List<Integer> inBatches(
            List<String> texts, String path, BatchWriter writer, ModelCalls.BodyReader<List<Integer>> reader) {
        List<Integer> counts = new ArrayList<>(texts.size());
        for (List<String> batch : Batches.of(texts)) {
            List<Integer> some = calls.post(path, json -> writer.write(json, batch), reader);
            if (some.size() != batch.size()) {
                throw calls.invalidAnswer(path, some.size() + " counts for " + batch.size() + " texts");
            }
            counts.addAll(some);
        }
        return counts;
    }

    private List<Integer> eachAlone(List<String> texts) {
        List<ModelCalls.BodyWriter> bodies = new ArrayList<>(texts.size());
        for (String text : texts) {
            bodies.add(json -> {
                json.writeStartObject();
                json.writeStringField("model", endpoint.model());
                json.writeStringField("prompt", text);
                json.writeBooleanField("add_special_tokens", false);
                json.writeEndObject();
            });
        }
        List<Integer> counts = calls.postEach(TeiTokens.PATH, bodies, HttpTokenCounter::readVllm);
        if (counts.contains(-1)) {
            throw calls.invalidAnswer(TeiTokens.PATH, "an answer has no count");
        }
        return counts;
    }

    private static void writeTei(JsonGenerator json, List<String> batch) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("inputs");
        for (String text : batch) {
            json.writeString(text);
        }
        json.writeEndArray();
        json.writeBooleanField("add_special_tokens", false);
        json.writeObjectFieldStart("millrace");
        json.writeBooleanField("counts", true);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static List<Integer> readTei(JsonParser json) throws IOException {
        List<Integer> counts = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            counts.add(
                    json.currentToken() == JsonToken.START_ARRAY
                            ? TeiTokens.count(TeiTokens.readText(json))
                            : json.getIntValue());
        }
        return counts;
    }

    /** −1 where there is none. */
    private static int readVllm(JsonParser json) throws IOException {
        int[] count = {-1};
        EventStream.members(json, (name, at) -> {
            if (name.equals("count")) {
                count[0] = at.getIntValue();
            } else {
                at.skipChildren();
            }
        });
        return count[0];
    }

    private static void writeTriton(JsonGenerator json, List<String> batch) throws IOException {
        Tensors.begin(json);
        Tensors.input(json, "text", batch);
        Tensors.end(json, "tokens");
    }

    private static List<Integer> readTriton(JsonParser json) throws IOException {
        List<Integer> counts = new ArrayList<>();
        for (double[] row : Tensors.rows(json, "tokens")) {
            counts.add((int) row[0]);
        }
        return counts;
    }
}
