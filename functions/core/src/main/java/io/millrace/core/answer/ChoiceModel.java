package io.millrace.core.answer;

import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Which of several is the one: a conditional logit, so a linear score of each, and shares that follow from how they stand to each other (McFadden, 1974,
 * "Conditional logit analysis of qualitative choice behavior"). What all of them have in common tells nothing.
 */
public final class ChoiceModel {

    private final double[] weights;

    /** @param weights in the order of the features */
    public ChoiceModel(double[] weights) {
        this.weights = weights.clone();
    }

    /**
     * Reads a weight {@code prefix.name} for each feature.
     *
     * @throws IllegalArgumentException where one is missing or no number
     */
    static ChoiceModel read(Properties properties, String prefix, List<String> features) {
        double[] weights = new double[features.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Calibration.number(properties, prefix + "." + features.get(i));
        }
        return new ChoiceModel(weights);
    }

    /** Writes what {@link #read} reads. */
    public void write(Properties properties, String prefix, List<String> features) {
        for (int i = 0; i < weights.length; i++) {
            properties.setProperty(prefix + "." + features.get(i), String.format(Locale.ROOT, "%.4f", weights[i]));
        }
    }

    /** For each of {@code choices}, by its features, the probability that it is the one, given that one of them is; they sum to 1. */
    public double[] shares(List<double[]> choices) {
        double[] shares = new double[choices.size()];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < shares.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                shares[i] += weights[j] * choices.get(i)[j];
            }
            highest = Math.max(highest, shares[i]);
        }
        double total = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(shares[i] - highest);
            total += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= total;
        }
        return shares;
    }
}
