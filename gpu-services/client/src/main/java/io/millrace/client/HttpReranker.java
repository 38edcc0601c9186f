package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A cross-encoder behind one of the common routes. It reads of a passage what the embedder reads: title and headings, then the text. A passage beyond the
 * model's window is cut by servers that can be told so (TEI, vLLM's scores) and by ours: its beginning says enough to rank it. Safe for use by many threads.
 */
public final class HttpReranker implements Reranker {

    /** To vLLM, as many as the model's window has. */
    private static final int WINDOW = -1;

    private final ModelEndpoint endpoint;
    private final RerankApi api;
    private final String path;
    private final ModelCalls calls;

    /** @param endpoint its timeout is how long reranking may take: whoever waits for passages has little time */
    public HttpReranker(ModelEndpoint endpoint, RerankApi api) {
        this.endpoint = endpoint;
        this.api = api;
        this.path = api.path(endpoint.model());
        this.calls = new ModelCalls(endpoint, api.healthPath());
    }

    /** Whether the server answers that it can serve now. */
    public boolean ready() {
        return calls.ready();
    }

    @Override
    public List<Scored> rerank(RerankRequest request) {
        List<Scored> scored = new ArrayList<>(request.entries().size());
        for (List<RerankRequest.Entry> batch : Batches.of(request.entries(), api.mostTexts())) {
            double[] scores = scores(request.question(), batch);
            for (int i = 0; i < scores.length; i++) {
                scored.add(new Scored(batch.get(i).passage().chunk().id(), scores[i]));
            }
        }
        return scored;
    }

    private double[] scores(String question, List<RerankRequest.Entry> batch) {
        List<RerankAnswer> answers = calls.post(path, json -> write(json, question, batch), this::read);
        Double[] inOrder = new Double[batch.size()];
        for (RerankAnswer answer : answers) {
            if (answer.index() < 0 || answer.index() >= inOrder.length || inOrder[answer.index()] != null) {
                throw calls.invalidAnswer(path, "a score has index " + answer.index() + " of " + inOrder.length);
            }
            inOrder[answer.index()] = answer.score();
        }
        double[] scores = new double[inOrder.length];
        for (int i = 0; i < scores.length; i++) {
            Double score = inOrder[i];
            if (score == null || !Double.isFinite(score)) {
                throw calls.invalidAnswer(path, "text " + i + " of " + scores.length + " got no score");
            }
            scores[i] = score;
        }
        return scores;
    }

    private List<RerankAnswer> read(JsonParser json) throws IOException {
        return switch (api) {
            case TEI -> RerankAnswer.list(json, "score");
            case RERANK -> RerankAnswer.member(json, "results", "relevance_score");
            case SCORE -> RerankAnswer.member(json, "data", "score");
            case TRITON -> RerankAnswer.rows(Tensors.rows(json, "score"));
        };
    }

    private void write(JsonGenerator json, String question, List<RerankRequest.Entry> batch) throws IOException {
        List<String> texts = batch.stream().map(HttpReranker::text).toList();
        switch (api) {
            case TEI -> {
                json.writeStartObject();
                json.writeStringField("query", question);
                writeTexts(json, "texts", texts);
                json.writeBooleanField("truncate", true);
                json.writeEndObject();
            }
            case RERANK -> {
                json.writeStartObject();
                json.writeStringField("model", endpoint.model());
                json.writeStringField("query", question);
                writeTexts(json, "documents", texts);
                json.writeNumberField("top_n", batch.size());
                json.writeEndObject();
            }
            case SCORE -> {
                json.writeStartObject();
                json.writeStringField("model", endpoint.model());
                json.writeStringField("text_1", question);
                writeTexts(json, "text_2", texts);
                json.writeNumberField("truncate_prompt_tokens", WINDOW);
                json.writeEndObject();
            }
            case TRITON -> {
                Tensors.begin(json);
                Tensors.input(json, "query", Collections.nCopies(texts.size(), question));
                Tensors.input(json, "text", texts);
                Tensors.end(json, "score");
            }
        }
    }

    private static String text(RerankRequest.Entry entry) {
        Passage passage = entry.passage();
        return PassageText.of(passage.title(), passage.chunk()).text();
    }

    private static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
