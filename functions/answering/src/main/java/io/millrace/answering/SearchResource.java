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
import io.millrace.core.retrieve.JoinedPassage;
import io.millrace.core.retrieve.Question;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.RetrievalOptions;
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
    private static final int MAX_TOKENS = 1_000_000;

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
     * @param rerank whether the best by words and vectors are scored again; true by default
     * @param distinct whether what repeats a better passage goes behind the others; false by default
     * @param perDocument how many passages of one document come before those of others, 1 to 400; any number by default
     * @param merge whether chunks that follow each other come as one passage; false by default
     * @param maxTokens of the passages together, with their titles and headings, 1 to 1,000,000; any number by default
     */
    public record Query(
            @Nullable String query,
            @Nullable Integer k,
            @Nullable String uriPrefix,
            @Nullable JsonNode filter,
            @Nullable Boolean explain,
            @Nullable Boolean rerank,
            @Nullable Boolean distinct,
            @Nullable Integer perDocument,
            @Nullable Boolean merge,
            @Nullable Integer maxTokens) {

        RetrievalOptions options() {
            return RetrievalOptions.best(within("k", k, MAX_K, DEFAULT_K))
                    .reranked(!Boolean.FALSE.equals(rerank))
                    .distinct(Boolean.TRUE.equals(distinct))
                    .perDocument(within("perDocument", perDocument, MAX_K, 0))
                    .traced(Boolean.TRUE.equals(explain));
        }

        private static int within(String name, @Nullable Integer value, int most, int otherwise) {
            if (value != null && (value < 1 || value > most)) {
                throw new IllegalArgumentException(name + " is 1 to " + most + ", but is " + value);
            }
            return value == null ? otherwise : value;
        }
    }

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

    /**
     * One passage.
     *
     * @param chunk the id of its chunk, the first one where it has several
     * @param chunks the ids of all of them, in reading order; null where it has one
     */
    public record Result(
            String document,
            String chunk,
            String uri,
            String title,
            @Nullable Integer page,
            List<String> headings,
            String text,
            double score,
            Scores scores,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> chunks) {

        static Result of(ScoredPassage scored) {
            return of(scored, null);
        }

        static Result of(JoinedPassage joined) {
            List<String> chunks = joined.parts().stream()
                    .map(part -> part.passage().chunk().id())
                    .toList();
            return of(joined.passage(), chunks.size() == 1 ? null : chunks);
        }

        private static Result of(ScoredPassage scored, @Nullable List<String> chunks) {
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
                    scored.scores(),
                    chunks);
        }
    }

    @POST
    public Results search(@Nullable Query body) {
        Query query = ApiProblems.body(body);
        RetrievalOptions options = query.options();
        int maxTokens = Query.within("maxTokens", query.maxTokens(), MAX_TOKENS, Integer.MAX_VALUE);
        Caller asker = caller.get();
        Question question = new Question(
                ApiProblems.required("query", query.query()),
                asker.visibility(query.uriPrefix()),
                FilterJson.read(query.filter()));
        Asking.Found found = asking.search(question, options);
        List<Result> passages = asking.read(found.retrieval(), Boolean.TRUE.equals(query.merge()), maxTokens).stream()
                .map(Result::of)
                .toList();
        audit.used(
                asker,
                "search",
                question.text(),
                passages.stream().map(Result::document).toList());
        return new Results(
                passages,
                timings(found.retrieval(), found.embedding()),
                options.traced() ? explanation(asker, question, found.retrieval()) : null,
                found.retrieval().rerankSkipped());
    }

    /** What a word is worth tells in how many passages it stands, those of others too: for administrators. */
    static Explanation explanation(Caller asker, Question question, Retrieval found) {
        Explanation whole = Explanation.of(question, found);
        return asker.may(Role.ADMINISTRATOR) ? whole : whole.withoutTerms();
    }

    static Map<String, Double> timings(Retrieval retrieval, Duration embedding) {
        RetrievalTimings stages = retrieval.timings();
        Map<String, Double> timings = new TreeMap<>();
        timings.put("embed", millis(embedding));
        stages.millis().forEach((stage, millis) -> timings.put(stage, hundredths(millis)));
        timings.put("total", millis(embedding.plus(stages.total())));
        return timings;
    }

    static double millis(Duration duration) {
        return hundredths(duration.toNanos() / 1e6);
    }

    private static double hundredths(double millis) {
        return Math.round(millis * 100) / 100.0;
    }
}
