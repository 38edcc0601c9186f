package io.millrace.answering;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.embed.Embedder;
import io.millrace.core.index.Visibility;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.rerank.TextRanker;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.RetrievalSettings;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ranks the caller's texts for a query, in the form that Jina and Cohere use. These texts alone tell which words of the query are rare: what the index
 * knows of that would show in how many passages, those of others too, each stands.
 */
@Path("/v1/rerank")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RerankResource {

    private static final int MAX_DOCUMENTS = 256;

    private final TextRanker ranker;

    RerankResource(Embedder embedder) {
        this.ranker = new TextRanker(embedder, new SentenceReranker());
    }

    /** @param results best first */
    public record Reply(String id, String model, List<Result> results, Map<String, Integer> usage) {}

    /**
     * @param index the document's place in the request
     * @param document null unless {@code return_documents} asks for it
     */
    public record Result(
            int index,
            @JsonProperty("relevance_score") double relevanceScore,
            @Nullable Document document) {}

    public record Document(String text) {}

    @POST
    public Reply rerank(@Nullable JsonNode body) {
        JsonNode request = ApiProblems.body(body);
        JsonFields fields = new JsonFields(request);
        if (!fields.string("model", ModelsResource.RERANKER).equals(ModelsResource.RERANKER)) {
            throw ProblemException.of(
                    Category.INVALID, "model-unknown", "the reranker here is " + ModelsResource.RERANKER);
        }
        String query = ApiProblems.required("query", fields.string("query", ""));
        RetrievalSettings.DEFAULT.accept(new Question(query, Visibility.anonymous(DocumentKey.DEFAULT_TENANT)));
        List<String> texts = texts(request.path("documents"));
        int top = Objects.requireNonNullElse(fields.integer("top_n", 1, Integer.MAX_VALUE), texts.size());
        boolean withDocuments = fields.bool("return_documents");
        TextRanker.Ranking ranking = ranker.rank(query, texts);
        List<Result> results = IntStream.range(0, texts.size())
                .mapToObj(
                        i -> new Result(i, ranking.scores().get(i), withDocuments ? new Document(texts.get(i)) : null))
                .sorted(Comparator.comparingDouble(Result::relevanceScore).reversed())
                .limit(top)
                .toList();
        return new Reply(
                "rerank-" + UUID.randomUUID(),
                ModelsResource.RERANKER,
                results,
                Map.of("total_tokens", ranking.tokens()));
    }

    /** Strings, or objects with a text. */
    private static List<String> texts(JsonNode documents) {
        if (!documents.isArray() || documents.isEmpty() || documents.size() > MAX_DOCUMENTS) {
            throw JsonFields.invalid("documents must be a list of 1 to " + MAX_DOCUMENTS + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode document : documents) {
            JsonNode text = document.isObject() ? document.path("text") : document;
            if (!text.isTextual() || text.textValue().isBlank()) {
                throw JsonFields.invalid("documents[" + texts.size()
                        + "] must be a string that is not blank, or an object whose text is one");
            }
            texts.add(text.textValue());
        }
        return texts;
    }
}
