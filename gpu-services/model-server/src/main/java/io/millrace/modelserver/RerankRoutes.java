package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** {@code POST /rerank} as TEI has it, and {@code POST /v1/rerank} as Cohere and Jina have it: scores of passages for a question, best first. */
final class RerankRoutes {

    private final String id;
    private final RerankingModel model;
    private final PairScorer scorer;

    RerankRoutes(LoadedModels.Reranker reranker) {
        this.id = reranker.id();
        this.model = reranker.model();
        this.scorer = reranker.scorer();
    }

    void tei(HttpCall call) throws IOException, InterruptedException {
        RerankRequest request = call.read(RerankRequest::readTei);
        List<RerankingModel.Score> scores = scores(call, request);
        call.header("x-compute-tokens", Integer.toString(tokens(scores)));
        call.answer(200, json -> {
            json.writeStartArray();
            for (int index : bestFirst(request, scores)) {
                json.writeStartObject();
                json.writeNumberField("index", index);
                if (request.returnTexts()) {
                    json.writeStringField("text", request.texts().get(index));
                }
                json.writeNumberField("score", score(request, scores.get(index)));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    void common(HttpCall call) throws IOException, InterruptedException {
        RerankRequest request = call.read(RerankRequest::readCommon);
        if (request.model() != null && !request.model().equals(id)) {
            throw ProblemException.of(Category.NOT_FOUND, "model-not-served", "the reranker served here is " + id);
        }
        List<RerankingModel.Score> scores = scores(call, request);
        call.answer(200, json -> {
            json.writeStartObject();
            json.writeStringField("model", id);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", tokens(scores));
            json.writeNumberField("total_tokens", tokens(scores));
            json.writeEndObject();
            json.writeArrayFieldStart("results");
            for (int index : bestFirst(request, scores)) {
                json.writeStartObject();
                json.writeNumberField("index", index);
                json.writeNumberField("relevance_score", score(request, scores.get(index)));
                if (request.returnTexts()) {
                    writeDocument(json, request.texts().get(index));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeDocument(JsonGenerator json, String text) throws IOException {
        json.writeObjectFieldStart("document");
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private List<RerankingModel.Score> scores(HttpCall call, RerankRequest request) throws InterruptedException {
        if (!request.truncate()) {
            refuseWhatDoesNotFit(request);
        }
        List<RerankingModel.Score> scores = scorer.score(request.query(), request.texts(), call.deadline());
        call.counted(scores.size(), tokens(scores));
        return scores;
    }

    private void refuseWhatDoesNotFit(RerankRequest request) {
        for (int i = 0; i < request.texts().size(); i++) {
            int cut = model.wordPieces()
                    .pair(request.query(), request.texts().get(i), model.window())
                    .cut();
            if (cut > 0) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "text-beyond-window",
                        "query and text " + i + " have " + (model.window() + cut) + " tokens and the model reads "
                                + model.window() + "; send less, or truncate: true");
            }
        }
    }

    private static double score(RerankRequest request, RerankingModel.Score score) {
        return request.rawScores() ? score.logit() : score.probability();
    }

    private static int tokens(List<RerankingModel.Score> scores) {
        return scores.stream().mapToInt(RerankingModel.Score::tokens).sum();
    }

    private static List<Integer> bestFirst(RerankRequest request, List<RerankingModel.Score> scores) {
        return IntStream.range(0, scores.size())
                .boxed()
                .sorted(Comparator.comparingDouble(index -> -scores.get(index).logit()))
                .limit(request.most())
                .toList();
    }
}
