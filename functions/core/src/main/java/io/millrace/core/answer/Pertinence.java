package io.millrace.core.answer;

import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.retrieve.Retrieval;
import io.millrace.core.retrieve.ScoredPassage;
import java.util.List;

/**
 * Which passages an answer may rest on. Retrieval always finds as many as it is asked for; those far behind the best one in words and in meaning have
 * nothing to do with the question, and what they say, instructions to the reader included, must not get into its answer.
 */
final class Pertinence {

    /** A passage with less than this share of the best one's coverage of the question lacks its words … */
    private static final double COVERAGE_SHARE = .5;

    /** … and one whose best sentence is so much further from it lacks its meaning. */
    private static final double COSINE_GAP = .2;

    private Pertinence() {}

    /** The same without passages that lack both. */
    static Retrieval of(Retrieval found) {
        double coverage = found.passages().stream()
                .mapToDouble(passage -> passage.scores().coverage())
                .max()
                .orElse(0);
        double cosine =
                found.passages().stream().mapToDouble(Pertinence::cosine).max().orElse(0);
        List<ScoredPassage> kept = found.passages().stream()
                .filter(passage -> passage.scores().coverage() >= coverage * COVERAGE_SHARE
                        || cosine(passage) >= cosine - COSINE_GAP)
                .toList();
        return found.with(kept);
    }

    private static double cosine(ScoredPassage passage) {
        return passage.sentences().stream()
                .mapToDouble(ScoredSentence::cosine)
                .max()
                .orElse(0);
    }
}
