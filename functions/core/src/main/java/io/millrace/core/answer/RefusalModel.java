package io.millrace.core.answer;

import io.millrace.core.retrieve.Evidence;
import java.util.List;
import java.util.Properties;

/**
 * How likely it is that the documents hold an answer: a logistic regression over {@link Evidence}. Its weights belong to one
 * embedding model.
 *
 * @param model over {@link #features}
 * @param threshold below this probability, 0..1, the answer is that the documents do not say
 */
public record RefusalModel(LogisticModel model, double threshold) {

    private static final String PREFIX = "refusal";
    private static final String THRESHOLD = PREFIX + ".threshold";
    private static final List<String> FEATURES = List.of(
            "sentence-cosine",
            "sentence-coverage",
            "passage-coverage",
            "unseen",
            "cosine-margin",
            "sentence-margin",
            "sentence-lead",
            "words-gap",
            "agreement");

    public RefusalModel {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold is 0 to 1, but is " + threshold);
        }
    }

    static RefusalModel read(Properties properties) {
        return new RefusalModel(
                LogisticModel.read(properties, PREFIX, FEATURES), Calibration.number(properties, THRESHOLD));
    }

    /** Writes what a calibration file holds of it. */
    public void write(Properties properties) {
        model.write(properties, PREFIX, FEATURES);
        properties.setProperty(THRESHOLD, Double.toString(threshold));
    }

    /** What the model looks at, in its order. */
    public static double[] features(Evidence evidence) {
        return new double[] {
            evidence.sentenceCosine(),
            evidence.sentenceCoverage(),
            evidence.passageCoverage(),
            evidence.unseen(),
            evidence.cosineMargin(),
            evidence.sentenceMargin(),
            evidence.sentenceLead(),
            evidence.wordsGap(),
            evidence.wordsGap() == 0 ? 1 : 0
        };
    }

    /** The probability, 0..1, that the documents hold an answer. */
    public double support(Evidence evidence) {
        return model.probability(features(evidence));
    }
}
