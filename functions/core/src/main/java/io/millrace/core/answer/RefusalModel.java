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
     * balanced; ridge 0.001. Measured on articles left out of the fit, as refused of the unanswerable / refused of the
     * answerable: 91.7 % / 2.0 % and 97.8 % / 5.0 % (threshold moved), single articles 99.3 % / 1.7 %, single paragraphs
     * 99.6 % / 2.9 %. Fitted on the large index alone it refuses two points more there, and 18 % of what single paragraphs
     * do answer; features with a margin to the next passage do harm where a document is there twice. The threshold refuses
     * 2 % of the answerable questions of the large index; on anthropic-docs-rag, seen in no fit, it refuses none.
     */
    public static final RefusalModel MINILM = new RefusalModel(-13.07, 19.15, 5.54, 6.19, 4.33, -7.06, 5.54, .25);

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
