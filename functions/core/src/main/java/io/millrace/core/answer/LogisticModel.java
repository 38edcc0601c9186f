package io.millrace.core.answer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** A logistic regression over named features. */
public final class LogisticModel {

    private static final String BIAS = "bias";

    private final double bias;
    private final double[] weights;

    /** @param weights in the order of the features */
    public LogisticModel(double bias, double[] weights) {
        this.bias = bias;
        this.weights = weights.clone();
    }

    /**
     * Reads {@code prefix.bias} and a weight {@code prefix.name} for each feature.
     *
     * @throws IllegalArgumentException where one is missing or no number
     */
    static LogisticModel read(Properties properties, String prefix, List<String> features) {
        double[] weights = new double[features.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Calibration.number(properties, prefix + "." + features.get(i));
        }
        return new LogisticModel(Calibration.number(properties, prefix + "." + BIAS), weights);
    }

    /** Writes what {@link #read} reads. */
    public void write(Properties properties, String prefix, List<String> features) {
        properties.setProperty(prefix + "." + BIAS, shortened(bias));
        for (int i = 0; i < weights.length; i++) {
            properties.setProperty(prefix + "." + features.get(i), shortened(weights[i]));
        }
    }

    /** The probability, 0..1. */
    public double probability(double[] features) {
        double score = bias;
        for (int i = 0; i < weights.length; i++) {
            score += weights[i] * features[i];
        }
        return 1 / (1 + Math.exp(-score));
    }

    /** The names of an enum's constants as they stand in properties. */
    static List<String> names(Enum<?>[] features) {
        return Arrays.stream(features)
                .map(feature -> feature.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static String shortened(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
