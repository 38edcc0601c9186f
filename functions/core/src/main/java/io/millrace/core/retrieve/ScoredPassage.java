package io.millrace.core.retrieve;

import io.millrace.core.index.Passage;
import io.millrace.core.rerank.ScoredSentence;
import java.util.List;

/**
 * @param sentences the passage's sentences, scored, in reading order, at least one
 */
public record ScoredPassage(Passage passage, Scores scores, List<ScoredSentence> sentences) {

    public ScoredPassage {
        sentences = List.copyOf(sentences);
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("a scored passage has at least one sentence");
        }
    }
}
