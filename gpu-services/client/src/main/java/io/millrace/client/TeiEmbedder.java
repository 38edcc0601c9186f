package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * An embedder behind TEI's own {@code POST /embed}, asked not to truncate passages: one beyond the window is refused (UNPROCESSABLE) instead of cut
 * without a word, which is what TEI's OpenAI-compatible route does. A question is cut: its beginning finds more than an error does. Sentence vectors are the means of those of their tokens ({@code /embed_all}, {@code /tokenize}), for a second pass
 * through the model. Without them tokens are each text's share, by length, of the header {@code x-compute-tokens}. Safe for use by many threads.
 */
public final class TeiEmbedder implements Embedder {

    private static final String PATH = "/embed";

    private final ModelEndpoint endpoint;
    private final ModelCalls calls;
    private final Dimension dimension;
    private final Optional<TeiSentences> sentences;
    private final Optional<Duration> hedgeAfter;

    /** Without sentence vectors. */
    public TeiEmbedder(ModelEndpoint endpoint) {
        this(endpoint, false, Optional.empty());
    }

    /**
     * @param sentenceVectors whether to have them where a passage asks for them
     * @param hedgeAfter after how long a question is sent to a second address as well; never where empty, or where there is one address
     */
    public TeiEmbedder(ModelEndpoint endpoint, boolean sentenceVectors, Optional<Duration> hedgeAfter) {
        this.endpoint = endpoint;
        this.calls = new ModelCalls(endpoint);
        this.dimension = new Dimension(calls, PATH);
        this.sentences = sentenceVectors ? Optional.of(new TeiSentences(calls, dimension)) : Optional.empty();
        this.hedgeAfter = endpoint.bases().size() > 1 ? hedgeAfter : Optional.empty();
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
            results.addAll(withSentences(batch, embed(batch)));
        }
        return results;
    }

    @Override
    public Embedding embedQuestion(String question) {
        List<PassageText> batch = List.of(new PassageText(question, List.of()));
        if (hedgeAfter.isEmpty()) {
            return checked(batch, calls.post(PATH, json -> write(json, batch, true), TeiEmbedder::read))
                    .getFirst();
        }
        return checked(
                        batch,
                        calls.postHedged(PATH, json -> write(json, batch, true), hedgeAfter.get(), TeiEmbedder::read))
                .getFirst();
    }

    private List<PassageEmbedding> embed(List<PassageText> batch) {
        return calls.post(PATH, json -> write(json, batch, false), endpoint.timeout(), response -> {
            List<Embedding> vectors;
            try (JsonParser json = ModelCalls.parser(response.body().byteStream())) {
                vectors = checked(batch, read(json));
            }
            int[] shares = Batches.shares(batch, number(response.header("x-compute-tokens")));
            List<PassageEmbedding> results = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                results.add(new PassageEmbedding(vectors.get(i), List.of(), shares[i], 0));
            }
            return results;
        });
    }

    private List<Embedding> checked(List<PassageText> batch, List<Embedding> vectors) {
        if (vectors.size() != batch.size()) {
            throw calls.invalidAnswer(PATH, vectors.size() + " vectors for " + batch.size() + " texts");
        }
        vectors.forEach(vector -> dimension.check(vector.dimension()));
        return vectors;
    }

    private List<PassageEmbedding> withSentences(List<PassageText> batch, List<PassageEmbedding> embedded) {
        List<PassageText> wanted =
                batch.stream().filter(passage -> !passage.sentences().isEmpty()).toList();
        Optional<List<TeiSentences.Vectors>> vectors =
                wanted.isEmpty() ? Optional.empty() : sentences.flatMap(tei -> tei.of(wanted));
        if (vectors.isEmpty()) {
            return embedded;
        }
        Iterator<TeiSentences.Vectors> next = vectors.get().iterator();
        List<PassageEmbedding> results = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            PassageEmbedding whole = embedded.get(i);
            if (batch.get(i).sentences().isEmpty()) {
                results.add(whole);
            } else {
                TeiSentences.Vectors parts = next.next();
                results.add(new PassageEmbedding(whole.vector(), parts.sentences(), parts.tokens(), 0));
            }
        }
        return results;
    }

    private static void write(JsonGenerator json, List<PassageText> batch, boolean truncate) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("inputs");
        for (PassageText passage : batch) {
            json.writeString(passage.text());
        }
        json.writeEndArray();
        json.writeBooleanField("normalize", true);
        json.writeBooleanField("truncate", truncate);
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
