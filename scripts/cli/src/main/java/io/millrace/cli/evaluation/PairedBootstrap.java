package io.millrace.cli.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * By how much one system beats another on the same questions. The same input gives the same answer.
 *
 * @param low the interval from here to {@code high} holds 95 % of the resampled means
 * @param better share of the resampled means above zero: from .95 on the gain is significant at 5 %, one-sided
 */
record PairedBootstrap(double mean, double low, double high, double better) {

    private static final int SAMPLES = 10_000;
    private static final long SEED = 20240703;

    /** How sure the mean of one system is. */
    static PairedBootstrap ofMean(double[] values) {
        return of(values, new double[values.length]);
    }

    static PairedBootstrap of(double[] values, double[] baseline) {
        double[] differences = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            differences[i] = values[i] - baseline[i];
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += differences[random.nextInt(differences.length)];
            }
            means[sample] = sum / differences.length;
        }
        double better = Arrays.stream(means).filter(mean -> mean > 0).count() / (double) SAMPLES;
        Arrays.sort(means);
        return new PairedBootstrap(
                Arrays.stream(differences).average().orElse(0),
                means[SAMPLES / 40],
                means[SAMPLES - 1 - SAMPLES / 40],
                better);
    }
}
