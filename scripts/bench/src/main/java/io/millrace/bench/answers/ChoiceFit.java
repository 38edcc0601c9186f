package io.millrace.bench.answers;

import io.millrace.core.answer.ChoiceModel;
import io.millrace.core.answer.QuoteExamples.Example;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Fits a conditional logit by Newton's method: features standardised, ridge on the weights. A step that would make things worse is halved: from no weights
 * at all, whole steps run away where features are rare. The same input gives the same model.
 */
final class ChoiceFit {

    private static final int STEPS = 20;
    private static final double SHORTEST = 1e-3;

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
            double[] next = fit.improved(telling, weights, fit.newton(telling, weights, ridge), ridge);
            if (Arrays.equals(next, weights)) {
                break;
            }
            weights = next;
        }
        for (int i = 0; i < fit.width; i++) {
            weights[i] /= fit.deviation[i];
        }
        return new ChoiceModel(weights);
    }

    private double[] newton(List<List<Example>> groups, double[] weights, double ridge) {
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
        return new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
    }

    /** The weights after the longest of the step, its half and so on that makes them likelier; as they were where none does, which is the end. */
    private double[] improved(List<List<Example>> groups, double[] weights, double[] step, double ridge) {
        double now = logLikelihood(groups, weights, ridge);
        for (double part = 1; part > SHORTEST; part /= 2) {
            double[] moved = weights.clone();
            for (int i = 0; i < width; i++) {
                moved[i] += part * step[i];
            }
            if (logLikelihood(groups, moved, ridge) > now) {
                return moved;
            }
        }
        return weights;
    }

    private double logLikelihood(List<List<Example>> groups, double[] weights, double ridge) {
        double sum = 0;
        for (double weight : weights) {
            sum -= ridge / 2 * weight * weight;
        }
        ChoiceModel model = new ChoiceModel(weights);
        for (List<Example> group : groups) {
            double[] shares = model.shares(group.stream()
                    .map(example -> standardised(example.features()))
                    .toList());
            double right = 1.0 / group.stream().filter(Example::positive).count();
            for (int k = 0; k < shares.length; k++) {
                sum += group.get(k).positive() ? right * Math.log(Math.max(Double.MIN_NORMAL, shares[k])) : 0;
            }
        }
        return sum;
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
