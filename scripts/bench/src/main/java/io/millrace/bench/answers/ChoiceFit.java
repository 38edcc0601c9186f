package io.millrace.bench.answers;

import io.millrace.core.answer.ChoiceModel;
import io.millrace.core.answer.QuoteExamples.Example;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/** Fits a conditional logit by Newton's method: features standardised, ridge on the weights. The same input gives the same model. */
final class ChoiceFit {

    private static final int STEPS = 12;

    private final int width;
    private final double[] mean;
    private final double[] deviation;

    private ChoiceFit(List<List<Example>> groups) {
        width = groups.getFirst().getFirst().features().length;
        mean = new double[width];
        deviation = new double[width];
        long count = groups.stream().mapToLong(List::size).sum();
        groups.forEach(group -> group.forEach(example -> {
            double[] f = example.features();
            for (int i = 0; i < width; i++) {
                mean[i] += f[i] / count;
                deviation[i] += f[i] * f[i] / count;
            }
        }));
        for (int i = 0; i < width; i++) {
            deviation[i] = Math.sqrt(Math.max(1e-9, deviation[i] - mean[i] * mean[i]));
        }
    }

    /**
     * @param groups what there was to choose from, none empty, each time; where several of a group are positive, each is right in equal part, and where
     *     none is, the group tells nothing
     * @param ridge added to the diagonal of the Hessian, above 0
     */
    static ChoiceModel fit(List<List<Example>> groups, double ridge) {
        List<List<Example>> telling = groups.stream()
                .filter(group -> group.stream().anyMatch(Example::positive))
                .toList();
        if (telling.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to fit on: nothing of any group is positive");
        }
        ChoiceFit fit = new ChoiceFit(telling);
        double[] weights = new double[fit.width];
        for (int step = 0; step < STEPS; step++) {
            fit.newton(telling, weights, ridge);
        }
        for (int i = 0; i < fit.width; i++) {
            weights[i] /= fit.deviation[i];
        }
        return new ChoiceModel(weights);
    }

    private void newton(List<List<Example>> groups, double[] weights, double ridge) {
        double[][] hessian = new double[width][width];
        double[] gradient = new double[width];
        for (List<Example> group : groups) {
            add(group, weights, gradient, hessian);
        }
        for (int i = 0; i < width; i++) {
            gradient[i] -= ridge * weights[i];
            hessian[i][i] += ridge;
            for (int j = 0; j < i; j++) {
                hessian[j][i] = hessian[i][j];
            }
        }
        double[] step = new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
        for (int i = 0; i < width; i++) {
            weights[i] += step[i];
        }
    }

    /** What one group adds: the gradient of its log-likelihood, and the covariance of its features by today's shares. */
    private void add(List<Example> group, double[] weights, double[] gradient, double[][] hessian) {
        List<double[]> standard =
                group.stream().map(example -> standardised(example.features())).toList();
        double[] shares = new ChoiceModel(weights).shares(standard);
        double right = 1.0 / group.stream().filter(Example::positive).count();
        double[] expected = new double[width];
        for (int k = 0; k < shares.length; k++) {
            double[] x = standard.get(k);
            double error = (group.get(k).positive() ? right : 0) - shares[k];
            for (int i = 0; i < width; i++) {
                gradient[i] += error * x[i];
                expected[i] += shares[k] * x[i];
                for (int j = 0; j <= i; j++) {
                    hessian[i][j] += shares[k] * x[i] * x[j];
                }
            }
        }
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                hessian[i][j] -= expected[i] * expected[j];
            }
        }
    }

    private double[] standardised(double[] features) {
        for (int i = 0; i < width; i++) {
            features[i] = (features[i] - mean[i]) / deviation[i];
        }
        return features;
    }
}
