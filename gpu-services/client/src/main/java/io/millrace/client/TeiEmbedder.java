package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An embedder behind TEI's own {@code POST /embed}, asked not to truncate: a text beyond the window is refused (UNPROCESSABLE) instead of cut
 * without a word, which is what TEI's OpenAI-compatible route does. Gives no sentence vectors; tokens are each text's share, by length, of the header
 * {@code x-compute-tokens}. Safe for use by many threads.
 */
public final class TeiEmbedder implements Embedder {

    private static final String PATH = "/embed";

    private final ModelEndpoint endpoint;
    private final ModelCalls calls;

    public TeiEmbedder(ModelEndpoint endpoint) {
        this.endpoint = endpoint;
        this.calls = new ModelCalls(endpoint);
    }

    @Override
    public String model() {
        return endpoint.model();
    }

    /** Whether the server answers that it can serve now. */
    public boolean ready() {
        return calls.ready();
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        List<PassageEmbedding> results = new ArrayList<>(passages.size());
        for (List<PassageText> batch : Batches.of(passages)) {
            results.addAll(embed(batch));
        }
        return results;
    }

    @Override
    public Embedding embedQuestion(String question) {
        return embed(List.of(new PassageText(question, List.of()))).getFirst().vector();
    }

    private List<PassageEmbedding> embed(List<PassageText> batch) {
        return calls.post(PATH, json -> write(json, batch), endpoint.timeout(), response -> {
            List<Embedding> vectors;
            try (JsonParser json = ModelCalls.parser(response.body().byteStream())) {
                vectors = read(json);
            }
            if (vectors.size() != batch.size()) {
                throw calls.invalidAnswer(PATH, vectors.size() + " vectors for " + batch.size() + " texts");
            }
            int[] shares = Batches.shares(batch, number(response.header("x-compute-tokens")));
            List<PassageEmbedding> results = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                results.add(new PassageEmbedding(vectors.get(i), List.of(), shares[i], 0));
            }
            return results;
        });
    }

    private static void write(JsonGenerator json, List<PassageText> batch) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("inputs");
        for (PassageText passage : batch) {
            json.writeString(passage.text());
        }
        json.writeEndArray();
        json.writeBooleanField("normalize", true);
        json.writeBooleanField("truncate", false);
        json.writeEndObject();
    }

    private static List<Embedding> read(JsonParser json) throws IOException {
        List<Embedding> vectors = new ArrayList<>();
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_ARRAY) {
            vectors.add(EmbeddingAnswer.unit(json, EmbeddingAnswer.readNumbers(json, json.currentToken())));
        }
        return vectors;
    }

    private static int number(@org.jspecify.annotations.Nullable String header) {
        return header != null && header.matches("[0-9]{1,9}") ? Integer.parseInt(header) : 0;
    }
}
