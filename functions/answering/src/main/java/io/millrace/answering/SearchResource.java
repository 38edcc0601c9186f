package io.millrace.answering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.answering.access.AuditLog;
import io.millrace.answering.access.CurrentCaller;
import io.millrace.contracts.FilterJson;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.Explanation;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalTimings;
import io.millrace.core.retrieve.ScoredPassage;
import io.millrace.core.retrieve.Scores;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Passages for a question, without an answer. */
@Path("/v1/search")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {

    private static final int DEFAULT_K = 10;
    private static final int MAX_K = 400;

    private final Asking asking;
    private final CurrentCaller caller;
    private final AuditLog audit;

    SearchResource(Asking asking, CurrentCaller caller, AuditLog audit) {
        this.asking = asking;
        this.caller = caller;
        this.audit = audit;
    }

    /**
     * @param k how many passages, 1 to 400; 10 by default
     * @param uriPrefix only documents whose uri starts so
     * @param filter which documents, as {@link FilterJson} reads it
     * @param explain whether every stage's scores come too
     */
    public record Query(
            @Nullable String query,
            @Nullable Integer k,
            @Nullable String uriPrefix,
            @Nullable JsonNode filter,
            @Nullable Boolean explain) {}

    /**
     * @param passages best first
     * @param timings how long each stage took, in milliseconds
     * @param explanation null unless it was asked for
     * @param rerankSkipped why the configured reranker had no say, the code of its failure; null where it had
     */
    public record Results(
            List<Result> passages,
            Map<String, Double> timings,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Explanation explanation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String rerankSkipped) {}

    /** One passage. */
    public record Result(
            String document,
            String chunk,
            String uri,
            String title,
            @Nullable Integer page,
            List<String> headings,
            String text,
            double score,
            Scores scores) {

        static Result of(ScoredPassage scored) {
            Passage passage = scored.passage();
            return new Result(
                    passage.document(),
                    passage.chunk().id(),
                    passage.uri(),
                    passage.title(),
                    passage.chunk().page(),
                    passage.chunk().headings(),
                    passage.chunk().text(),
                    scored.scores().last(),
                    scored.scores());
        }
    }

    @POST
    public Results search(@Nullable Query body) {
        Query query = ApiProblems.body(body);
        int k = query.k() == null ? DEFAULT_K : query.k();
        if (k < 1 || k > MAX_K) {
            throw new IllegalArgumentException("k is 1 to " + MAX_K + ", but is " + k);
        }
        Caller asker = caller.get();
        Question question = new Question(
                ApiProblems.required("query", query.query()),
                asker.visibility(query.uriPrefix()),
                FilterJson.read(query.filter()));
        Asking.Found found = asking.search(question, k);
        List<Result> passages =
                found.retrieval().passages().stream().map(Result::of).toList();
        audit.used(
                asker,
                "search",
                question.text(),
                passages.stream().map(Result::document).toList());
        return new Results(
                passages,
                timings(found.retrieval(), found.embedding()),
                Boolean.TRUE.equals(query.explain()) ? explanation(asker, question, found) : null,
                found.retrieval().rerankSkipped());
    }

    /** What a word is worth tells in how many passages it stands, those of others too: for administrators. */
    private static Explanation explanation(Caller asker, Question question, Asking.Found found) {
        Explanation whole = Explanation.of(question, found.retrieval());
        return asker.may(Role.ADMINISTRATOR) ? whole : whole.withoutTerms();
    }

    static Map<String, Double> timings(Retrieval retrieval, Duration embedding) {
        RetrievalTimings stages = retrieval.timings();
        Map<String, Double> timings = new TreeMap<>();
        timings.put("embed", millis(embedding));
        timings.put("candidates", millis(stages.candidates()));
        timings.put("fuse", millis(stages.fusion()));
        timings.put("load", millis(stages.loading()));
        timings.put("rerank", millis(stages.reranking()));
        timings.put("total", millis(embedding.plus(stages.total())));
        return timings;
    }

    static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 10_000.0) / 100.0;
    }
}
