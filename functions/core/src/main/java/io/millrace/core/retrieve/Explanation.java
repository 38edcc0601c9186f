package io.millrace.core.retrieve;

import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.text.QuotedPhrases;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a retrieval came out as it did: every stage's scores, for people.
 *
 * @param terms the question's stems and what each is worth (idf), in the order of the question
 * @param phrases what it puts in quotation marks
 * @param evidence what a refusal would rest on
 * @param candidates how many the store found by words and by vector together; null where nobody kept count
 * @param passages best first
 * @param millis how long each stage took, in milliseconds
 */
public record Explanation(
        Map<String, Double> terms,
        List<String> phrases,
        Evidence evidence,
        @Nullable Integer candidates,
        List<PassageScores> passages,
        Map<String, Double> millis) {

    /**
     * A passage's scores, and its place after each stage, from 1.
     *
     * @param chunk its id
     * @param scores by stage
     * @param fusedRank null where nobody kept count
     * @param rerankedRank null where nobody kept count
     * @param repeats the better one that says the same, by which it was put behind; null where there is none
     * @param sentences its sentences' scores, in reading order
     */
    public record PassageScores(
            String chunk,
            Scores scores,
            @Nullable Integer fusedRank,
            @Nullable Integer rerankedRank,
            @Nullable String repeats,
            List<ScoredSentence> sentences) {

        private static PassageScores of(ScoredPassage scored, @Nullable Trace trace) {
            String chunk = scored.passage().chunk().id();
            if (trace == null) {
                return new PassageScores(chunk, scored.scores(), null, null, null, scored.sentences());
            }
            return new PassageScores(
                    chunk,
                    scored.scores(),
                    trace.fused().indexOf(chunk) + 1,
                    trace.reranked().indexOf(chunk) + 1,
                    trace.repeats().stream()
                            .filter(repeat -> repeat.chunk().equals(chunk))
                            .map(Trace.Repeat::of)
                            .findFirst()
                            .orElse(null),
                    scored.sentences());
        }
    }

    /** @param question as it was asked */
    public static Explanation of(Question question, Retrieval retrieval) {
        Trace trace = retrieval.trace();
        return new Explanation(
                retrieval.terms().weights(),
                QuotedPhrases.in(question.text()),
                retrieval.evidence(),
                trace == null ? null : trace.candidates(),
                retrieval.passages().stream()
                        .map(scored -> PassageScores.of(scored, trace))
                        .toList(),
                retrieval.timings().millis());
    }

    /** The same without what each stem is worth. */
    public Explanation withoutTerms() {
        return new Explanation(Map.of(), phrases, evidence, candidates, passages, millis);
    }
}
