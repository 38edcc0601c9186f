package io.millrace.local;

import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The embedding model over HTTP, asked once for the same texts: {@link RecordedModels} within one process. */
final class RememberedModel implements Embedder, TokenCounter {

    private static final String MODEL = "all-minilm-l6-v2-q";

    private final OpenAiEmbedder embedder;
    private final HttpTokenCounter counter;
    private final Map<List<PassageText>, List<PassageEmbedding>> embeddings = new ConcurrentHashMap<>();
    private final Map<List<String>, List<Integer>> counts = new ConcurrentHashMap<>();

    RememberedModel(URI server) {
        ModelEndpoint endpoint = new ModelEndpoint(server, MODEL, Duration.ofSeconds(60), null);
        embedder = new OpenAiEmbedder(endpoint);
        counter = new HttpTokenCounter(endpoint);
    }

    @Override
    public String model() {
        return embedder.model();
    }

    @Override
    public List<PassageEmbedding> embedPassages(List<PassageText> passages) {
        return embeddings.computeIfAbsent(List.copyOf(passages), embedder::embedPassages);
    }

    @Override
    public Embedding embedQuestion(String question) {
        return embedder.embedQuestion(question);
    }

    @Override
    public List<Integer> count(List<String> texts) {
        return counts.computeIfAbsent(List.copyOf(texts), counter::count);
    }
}
