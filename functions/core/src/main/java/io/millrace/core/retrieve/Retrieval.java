package io.millrace.core.retrieve;

import io.millrace.core.rerank.QuestionTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found for a question: all that answering needs, so that it can travel in an event.
 *
 * @param passages best first; several may be of one document
 * @param terms the question's stems
 * @param evidence how well the best of it fits
 * @param rerankSkipped why the configured reranker had no say, the code of its failure; null where it had
 * @param timings how long each stage took
 * @param trace what each stage made of the candidates; null unless it was asked for
 */
public record Retrieval(
        List<ScoredPassage> passages,
        QuestionTerms terms,
        Evidence evidence,
        @Nullable String rerankSkipped,
        RetrievalTimings timings,
        @Nullable Trace trace) {

    public Retrieval {
        passages = List.copyOf(passages);
    }

    /** The same of other passages. */
    public Retrieval with(List<ScoredPassage> others) {
        return new Retrieval(others, terms, evidence, rerankSkipped, timings, trace);
    }

    /** The passages by document; a document stands where its best passage stands. */
    public List<ScoredDocument> documents() {
        Map<String, List<ScoredPassage>> byDocument = new LinkedHashMap<>();
        for (ScoredPassage passage : passages) {
            byDocument
                    .computeIfAbsent(passage.passage().document(), key -> new ArrayList<>())
                    .add(passage);
        }
        List<ScoredDocument> documents = new ArrayList<>(byDocument.size());
        byDocument.forEach((document, own) -> documents.add(
                new ScoredDocument(document, own.getFirst().scores().last(), own)));
        return documents;
    }
}
