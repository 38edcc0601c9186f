package io.millrace.core.retrieve;

import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.QuotedPhrases;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a retrieval came out as it did: every stage's scores, for people.
 *
 * @param terms the question's stems and what each is worth (idf), in the order of the question
 * @param phrases what it puts in quotation marks
 * @param evidence what a refusal would rest on
 * @param passages best first
 * @param millis how long each stage took, in milliseconds
 */
public record Explanation(
        Map<String, Double> terms,
        List<String> phrases,
        Evidence evidence,
        List<PassageScores> passages,
        Map<String, Double> millis) {

    /**
     * A passage's scores.
     *
     * @param chunk its id
     * @param scores by stage
     * @param sentences its sentences' scores, in reading order
     */
    public record PassageScores(String chunk, Scores scores, List<ScoredSentence> sentences) {}

    /** @param question as it was asked */
    public static Explanation of(Question question, Retrieval retrieval) {
        return new Explanation(
                retrieval.terms().weights(),
                QuotedPhrases.in(question.text()),
                retrieval.evidence(),
                retrieval.passages().stream()
                        .map(scored ->
                                new PassageScores(scored.passage().chunk().id(), scored.scores(), scored.sentences()))
                        .toList(),
                millis(retrieval.timings()));
    }

    /** The same without what each stem is worth. */
    public Explanation withoutTerms() {
        return new Explanation(Map.of(), phrases, evidence, passages, millis);
    }

    private static Map<String, Double> millis(RetrievalTimings timings) {
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("candidates", timings.candidates().toNanos() / 1e6);
        millis.put("fuse", timings.fusion().toNanos() / 1e6);
        millis.put("load", timings.loading().toNanos() / 1e6);
        millis.put("rerank", timings.reranking().toNanos() / 1e6);
        return millis;
    }
}
