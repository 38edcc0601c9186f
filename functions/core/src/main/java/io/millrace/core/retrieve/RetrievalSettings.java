package io.millrace.core.retrieve;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;

/**
 * How retrieval weighs. The defaults are measured (README).
 *
 * @param candidates how many of the best to take by BM25 and by cosine each, 1 to 1000
 * @param vectorWeight the share of the cosine's z-score in the fused score, 0..1; the rest is BM25's
 * @param reranked how many of the best by fusion are loaded and reranked, at least 1
 * @param rerankWeight how much the z-score of a reranker counts beside the fused score that has no weight of its own, 0 or more
 * @param contextShare what a stem counts for a sentence, 0..1, that only its title or headings hold
 * @param maxQuestionLength the longest question, in UTF-16 units
 */
public record RetrievalSettings(
        int candidates,
        double vectorWeight,
        int reranked,
        double rerankWeight,
        double contextShare,
        int maxQuestionLength) {

    public static final RetrievalSettings DEFAULT = new RetrievalSettings(200, .5, 30, .25, 1, 8000);

    public RetrievalSettings {
        if (candidates < 1 || candidates > 1000) {
            throw new IllegalArgumentException("candidates is 1 to 1000, but is " + candidates);
        }
        requireShare("vectorWeight", vectorWeight);
        requireShare("contextShare", contextShare);
        if (reranked < 1 || rerankWeight < 0 || maxQuestionLength < 1) {
            throw new IllegalArgumentException(
                    "reranked is 1 or more, rerankWeight 0 or more, maxQuestionLength 1 or more," + " but they are "
                            + reranked + ", " + rerankWeight + ", " + maxQuestionLength);
        }
    }

    /** The same with another reranker's weight. */
    public RetrievalSettings withRerankWeight(double weight) {
        return new RetrievalSettings(candidates, vectorWeight, reranked, weight, contextShare, maxQuestionLength);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is 0 to 1, but is " + value);
        }
    }

    /**
     * Returns the question if it is not too long; call it before the question is embedded.
     *
     * @throws ProblemException TOO_LARGE, {@code question-too-long}
     */
    public Question accept(Question question) {
        int length = question.text().length();
        if (length > maxQuestionLength) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "question-too-long",
                    "The question has " + length + " characters, and " + maxQuestionLength
                            + " are allowed; ask in fewer words, or ingest the text as a document.");
        }
        return question;
    }
}
