package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An embedder behind {@code POST /v1/embeddings}: ours, vLLM, llama.cpp, OpenAI itself, or TEI's OpenAI-compatible route. Sentence spans travel in our extension
 * field {@code millrace}, which other servers ignore: then there are no sentence vectors, and each text's tokens are its share, by length, of
 * the request's usage. Safe for use by many threads.
 */
public final class OpenAiEmbedder implements Embedder {

    private static final String PATH = "/v1/embeddings";

    private final ModelEndpoint endpoint;
    private final EmbeddingsApi api;
    private final ModelCalls calls;
    private final Dimension dimension;
    private final Optional<Duration> hedgeAfter;

    /** To vLLM, as many as the model's window has. */
    private static final int WINDOW = -1;

    /** What is read before a text depends on it with some models. */
    private enum InputType {
        QUERY,
        PASSAGE
    }

    public OpenAiEmbedder(ModelEndpoint endpoint) {
        this(endpoint, EmbeddingsApi.EXTENDED, Optional.empty());
    }

    /** @param hedgeAfter after how long a question is sent to a second address as well; never where empty, or where there is one address */
    public OpenAiEmbedder(ModelEndpoint endpoint, EmbeddingsApi api, Optional<Duration> hedgeAfter) {
        this.endpoint = endpoint;
        this.api = api;
        this.calls = new ModelCalls(endpoint);
        this.dimension = new Dimension(calls, PATH);
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
            results.addAll(results(
                    batch, calls.post(PATH, json -> write(json, batch, InputType.PASSAGE), EmbeddingAnswer::read)));
        }
        return results;
    }

    @Override
    public Embedding embedQuestion(String question) {
        List<PassageText> batch = List.of(new PassageText(question, List.of()));
        ModelCalls.BodyWriter body = json -> write(json, batch, InputType.QUERY);
        EmbeddingAnswer answer = hedgeAfter.isPresent()
                ? calls.postHedged(PATH, body, hedgeAfter.get(), EmbeddingAnswer::read)
                : calls.post(PATH, body, EmbeddingAnswer::read);
        return results(batch, answer).getFirst().vector();
    }

    private List<PassageEmbedding> results(List<PassageText> batch, EmbeddingAnswer answer) {
        EmbeddingAnswer.@Nullable Item[] inOrder = new EmbeddingAnswer.Item[batch.size()];
        for (EmbeddingAnswer.Item item : answer.items()) {
            if (item.index() < 0 || item.index() >= inOrder.length || inOrder[item.index()] != null) {
                throw calls.invalidAnswer(PATH, "an item has index " + item.index() + " of " + inOrder.length);
            }
            inOrder[item.index()] = item;
        }
        int[] shares = Batches.shares(batch, answer.promptTokens());
        List<PassageEmbedding> results = new ArrayList<>(inOrder.length);
        for (int i = 0; i < inOrder.length; i++) {
            EmbeddingAnswer.Item item = inOrder[i];
            if (item == null) {
                throw calls.invalidAnswer(PATH, "text " + i + " of " + inOrder.length + " got no vector");
            }
            List<QuantizedEmbedding> sentences = item.sentences() == null ? List.of() : item.sentences();
            int wanted = batch.get(i).sentences().size();
            if (!sentences.isEmpty() && sentences.size() != wanted) {
                throw calls.invalidAnswer(PATH, sentences.size() + " sentence vectors for " + wanted + " sentences");
            }
            dimension.check(item.vector().dimension());
            sentences.forEach(sentence -> dimension.check(sentence.dimension()));
            results.add(new PassageEmbedding(
                    item.vector(), sentences, item.tokens() < 0 ? shares[i] : item.tokens(), item.tokensCut()));
        }
        return results;
    }

    private void write(JsonGenerator json, List<PassageText> batch, InputType type) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", endpoint.model());
        json.writeStringField("encoding_format", "base64");
        json.writeArrayFieldStart("input");
        for (PassageText passage : batch) {
            json.writeString(passage.text());
        }
        json.writeEndArray();
        switch (api) {
            case EXTENDED -> {
                json.writeStringField("input_type", type.name().toLowerCase(Locale.ROOT));
                if (type == InputType.QUERY) {
                    json.writeNumberField("truncate_prompt_tokens", WINDOW);
                }
                writeExtension(json, batch);
            }
            case STRICT -> {}
        }
        json.writeEndObject();
    }

    /** Always there, so that what was cut is told. */
    private static void writeExtension(JsonGenerator json, List<PassageText> batch) throws IOException {
        json.writeObjectFieldStart("millrace");
        if (batch.stream().anyMatch(passage -> !passage.sentences().isEmpty())) {
            json.writeArrayFieldStart("sentences");
            for (PassageText passage : batch) {
                writeSpans(json, passage.sentences());
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeSpans(JsonGenerator json, List<Span> spans) throws IOException {
        json.writeStartArray();
        for (Span span : spans) {
            json.writeStartArray();
            json.writeNumber(span.start());
            json.writeNumber(span.end());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
