package io.millrace.cli.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * By how much one system beats another on the same questions, with the interval that holds 95 % of the resampled means. The same input gives the
 * same interval.
 */
record PairedBootstrap(double mean, double low, double high) {

    private static final int SAMPLES = 10_000;
    private static final long SEED = 20240703;

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
        Arrays.sort(means);
        return new PairedBootstrap(
                Arrays.stream(differences).average().orElse(0), means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40]);
    }
}
