package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.chunk.TokenCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts by {@code POST /tokenize}, in TEI's shape. Our model server answers just the counts when asked by the extension
 * field {@code millrace}; TEI ignores it and lists the tokens, of which the special ones are left out here. Safe for use by many threads.
 */
public final class HttpTokenCounter implements TokenCounter {

    private static final String PATH = "/tokenize";

    private final ModelCalls calls;

    public HttpTokenCounter(ModelEndpoint endpoint) {
        this.calls = new ModelCalls(endpoint);
    }

    /** Whether the server answers that it can serve now. */
    public boolean ready() {
        return calls.ready();
    }

    @Override
    public List<Integer> count(List<String> texts) {
        List<Integer> counts = new ArrayList<>(texts.size());
        for (List<String> batch : Batches.of(texts)) {
            List<Integer> some = calls.post(PATH, json -> write(json, batch), HttpTokenCounter::read);
            if (some.size() != batch.size()) {
                throw calls.invalidAnswer(PATH, some.size() + " counts for " + batch.size() + " texts");
            }
            counts.addAll(some);
        }
        return counts;
    }

    private static void write(JsonGenerator json, List<String> batch) throws IOException {
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

    private static List<Integer> read(JsonParser json) throws IOException {
        List<Integer> counts = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            counts.add(json.currentToken() == JsonToken.START_ARRAY ? countListed(json) : json.getIntValue());
        }
        return counts;
    }

    private static int countListed(JsonParser json) throws IOException {
        int count = 0;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            boolean special = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("special")) {
                    special = json.getBooleanValue();
                } else {
                    json.skipChildren();
                }
            }
            count += special ? 0 : 1;
        }
        return count;
    }
}
