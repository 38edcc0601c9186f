package io.millrace.core.rerank;

import java.util.List;

/**
 * A passage's sentences, scored.
 *
 * @param sentences in reading order, at least one
 * @param coverage idf-weighted share, 0..1, of the question's stems that the passage holds with its title and headings
 * @param fit how well the passage fits the question by its sentences, at most 1: what {@link SentenceReranker} ranks by
 */
public record SentenceScores(List<ScoredSentence> sentences, double coverage, double fit) {

    public SentenceScores {
        sentences = List.copyOf(sentences);
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("a passage has at least one sentence");
        }
    }

    /** The highest score of a sentence. */
    public double best() {
        double best = Double.NEGATIVE_INFINITY;
        for (ScoredSentence sentence : sentences) {
            best = Math.max(best, sentence.score());
        }
        return best;
    }
}
