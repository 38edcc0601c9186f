package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An embedder in Triton, or another server of the Open Inference Protocol: an ensemble of tokenizer and model with the input {@code text} (BYTES, one a row) and the output
 * {@code embedding} (FP32, one row each). Gives no sentence vectors, and tells no tokens. Safe for use by many threads.
 */
public final class TritonEmbedder implements Embedder {

    private final ModelEndpoint endpoint;
    private final String path;
    private final ModelCalls calls;
    private final Dimension dimension;

    public TritonEmbedder(ModelEndpoint endpoint) {
        this.endpoint = endpoint;
        this.path = Tensors.path(endpoint.model());
        this.calls = new ModelCalls(endpoint, Tensors.HEALTH);
        this.dimension = new Dimension(calls, path);
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
            for (Embedding vector : embed(batch.stream().map(PassageText::text).toList())) {
                results.add(new PassageEmbedding(vector, List.of(), 0, 0));
            }
        }
        return results;
    }

    @Override
    public Embedding embedQuestion(String question) {
        return embed(List.of(question)).getFirst();
    }

    private List<Embedding> embed(List<String> texts) {
        List<Embedding> vectors = calls.post(path, json -> write(json, texts), TritonEmbedder::read);
        if (vectors.size() != texts.size()) {
            throw calls.invalidAnswer(path, vectors.size() + " vectors for " + texts.size() + " texts");
        }
        vectors.forEach(vector -> dimension.check(vector.dimension()));
        return vectors;
    }

    private static void write(JsonGenerator json, List<String> texts) throws IOException {
        Tensors.begin(json);
        Tensors.input(json, "text", texts);
        Tensors.end(json, "embedding");
    }

    private static List<Embedding> read(JsonParser json) throws IOException {
        List<Embedding> vectors = new ArrayList<>();
        for (double[] row : Tensors.rows(json, "embedding")) {
            float[] values = new float[row.length];
            for (int i = 0; i < row.length; i++) {
                values[i] = (float) row[i];
            }
            vectors.add(EmbeddingAnswer.unit(json, values));
        }
        return vectors;
    }
}
