package io.millrace.core.answer;

import io.millrace.core.retrieve.Evidence;

/**
 * How likely it is that the documents hold an answer: a logistic regression over {@link Evidence}. Its weights belong to one
 * embedding model.
 *
 * @param bias the constant term
 * @param sentenceCosine weight of the evidence's component of that name, and so on
 * @param threshold below this probability, 0..1, the answer is that the documents do not say
 */
public record RefusalModel(
        double bias,
        double sentenceCosine,
        double sentenceCoverage,
        double passageCoverage,
        double unseen,
        double cosineMargin,
        double sentenceMargin,
        double threshold) {

    /**
     * For all-MiniLM-L6-v2 (the -q file) with late-pooled sentence vectors.
     *
     * <p>Fitted on xquad-en: its questions against the index without every sixth article (six ways; weight 3), against one
     * article, against one paragraph, and against an index that holds each paragraph four times (weight 1 each); classes
     * balanced; ridge 0.001. Measured on articles left out of the fit, with the threshold that refuses 2 % (5 %) of the
     * answerable questions of the large index: 93.5 % (98.2 %) of its unanswerable ones are refused; at the first threshold,
     * unanswerable / answerable refused: single articles 99.8 % / 2.3 %, single paragraphs 99.9 % / 3.1 %, each paragraph
     * four times 93.3 % / 2.2 %. Fitted on the large index alone it refuses 41 % of what single paragraphs do answer, so
     * small indexes belong in the fit. The threshold that ships refuses 1.5 % of the answerable questions of the large index,
     * 2.7 % over single paragraphs (both measured on what it was fitted on), and none of anthropic-docs-rag, which no fit has
     * seen. Features and threshold were chosen in sight of all these figures, so expect a little less elsewhere.
     */
    public static final RefusalModel MINILM = new RefusalModel(-12.64, 19.57, 3.88, 6.09, 3.23, -6.54, 3.17, .26);

    public RefusalModel {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold is 0 to 1, but is " + threshold);
        }
    }

    /** The probability, 0..1, that the documents hold an answer. */
    public double support(Evidence evidence) {
        double score = bias
                + sentenceCosine * evidence.sentenceCosine()
                + sentenceCoverage * evidence.sentenceCoverage()
                + passageCoverage * evidence.passageCoverage()
                + unseen * evidence.unseen()
                + cosineMargin * evidence.cosineMargin()
                + sentenceMargin * evidence.sentenceMargin();
        return 1 / (1 + Math.exp(-score));
    }
}
