package io.millrace.core.retrieve;

import io.millrace.core.rerank.ScoredSentence;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well the best of what was found fits the question: what decides whether the documents say anything about it. All in
 * units that do not depend on the size of the index. Margins are taken to the median of the reranked passages, not to the next one, so
 * that a document that is there twice takes nothing from itself.
 *
 * @param sentenceCosine the highest cosine of a sentence in the three best passages
 * @param sentenceCoverage the highest coverage of a sentence there, 0..1
 * @param passageCoverage the coverage of the best passage, 0..1
 * @param unseen idf-weighted share, 0..1, of the question's stems that no reranked passage holds
 * @param cosineMargin the highest cosine of a passage above the median
 * @param sentenceMargin the highest sentence score of a passage above the median
 * @param sentenceLead the highest sentence score of a passage above the sixth highest, or above the lowest of fewer
 * @param wordsGap how far the BM25 score of the passage of the highest cosine is below the highest, as a share of that, 0..1: 0 where words and meaning
 *     agree on what is best
 */
public record Evidence(
        double sentenceCosine,
        double sentenceCoverage,
        double passageCoverage,
        double unseen,
        double cosineMargin,
        double sentenceMargin,
        double sentenceLead,
        double wordsGap) {

    /** Nothing was found. */
    static final Evidence NONE = new Evidence(0, 0, 0, 1, 0, 0, 0, 0);

    private static final int BEST = 3;
    private static final int LEAD = 5;

    /**
     * @param reranked best first
     * @param unseen as above
     */
    static Evidence of(List<ScoredPassage> reranked, double unseen) {
        if (reranked.isEmpty()) {
            return NONE;
        }
        double cosine = Double.NEGATIVE_INFINITY;
        double coverage = 0;
        for (ScoredPassage passage : reranked.subList(0, Math.min(BEST, reranked.size()))) {
            for (ScoredSentence sentence : passage.sentences()) {
                cosine = Math.max(cosine, sentence.cosine());
                coverage = Math.max(coverage, sentence.coverage());
            }
        }
        return new Evidence(
                cosine,
                coverage,
                reranked.getFirst().scores().coverage(),
                unseen,
                margin(reranked, passage -> passage.scores().cosine()),
                margin(reranked, passage -> passage.scores().sentence()),
                lead(reranked),
                wordsGap(reranked));
    }

    private static double margin(List<ScoredPassage> passages, ToDoubleFunction<ScoredPassage> score) {
        double[] sorted = passages.stream().mapToDouble(score).sorted().toArray();
        // The lower of the two in the middle: of two passages, the other one.
        return sorted[sorted.length - 1] - sorted[(sorted.length - 1) / 2];
    }

    private static double lead(List<ScoredPassage> passages) {
        double[] sorted = passages.stream()
                .mapToDouble(passage -> passage.scores().sentence())
                .sorted()
                .toArray();
        return sorted[sorted.length - 1] - sorted[Math.max(0, sorted.length - 1 - LEAD)];
    }

    private static double wordsGap(List<ScoredPassage> passages) {
        double cosine = Double.NEGATIVE_INFINITY;
        double there = 0;
        double highest = 0;
        for (ScoredPassage passage : passages) {
            Scores scores = passage.scores();
            highest = Math.max(highest, scores.bm25());
            if (scores.cosine() > cosine || (scores.cosine() == cosine && scores.bm25() > there)) {
                cosine = scores.cosine();
                there = scores.bm25();
            }
        }
        return highest > 0 ? (highest - there) / highest : 0;
    }
}
