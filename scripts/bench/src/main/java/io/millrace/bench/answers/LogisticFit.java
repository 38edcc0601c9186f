package io.millrace.bench.answers;

import io.millrace.core.answer.LogisticModel;
import io.millrace.core.answer.QuoteExamples.Example;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/** Fits a logistic regression by Newton's method: features standardised, ridge on the weights but not on the bias. The same input gives the same model. */
final class LogisticFit {

    private static final int STEPS = 12;

    private LogisticFit() {}

    /**
     * @param ridge added to the diagonal of the Hessian, above 0
     */
    static LogisticModel fit(List<Example> examples, double ridge) {
        int width = examples.getFirst().features().length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (Example example : examples) {
            double[] f = example.features();
            for (int i = 0; i < width; i++) {
                mean[i] += f[i] / examples.size();
                deviation[i] += f[i] * f[i] / examples.size();
            }
        }
        for (int i = 0; i < width; i++) {
            deviation[i] = Math.sqrt(Math.max(1e-9, deviation[i] - mean[i] * mean[i]));
        }
        double[] weights = new double[width + 1];
        for (int step = 0; step < STEPS; step++) {
            newton(examples, mean, deviation, weights, ridge);
        }
        double bias = weights[width];
        double[] plain = new double[width];
        for (int i = 0; i < width; i++) {
            plain[i] = weights[i] / deviation[i];
            bias -= plain[i] * mean[i];
        }
        return new LogisticModel(bias, plain);
    }

    private static void newton(
            List<Example> examples, double[] mean, double[] deviation, double[] weights, double ridge) {
        int n = weights.length;
        double[][] hessian = new double[n][n];
        double[] gradient = new double[n];
        double[] x = new double[n];
        for (Example example : examples) {
            double[] f = example.features();
            double score = weights[n - 1];
            x[n - 1] = 1;
            for (int i = 0; i < n - 1; i++) {
                x[i] = (f[i] - mean[i]) / deviation[i];
                score += weights[i] * x[i];
            }
            double p = 1 / (1 + Math.exp(-score));
            double error = (example.positive() ? 1 : 0) - p;
            double weight = p * (1 - p);
            for (int i = 0; i < n; i++) {
                gradient[i] += error * x[i];
                for (int j = 0; j <= i; j++) {
                    hessian[i][j] += weight * x[i] * x[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            double own = i < n - 1 ? ridge : 1e-9;
            gradient[i] -= i < n - 1 ? ridge * weights[i] : 0;
            hessian[i][i] += own;
            for (int j = 0; j < i; j++) {
                hessian[j][i] = hessian[i][j];
            }
        }
        double[] step = new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
                .getSolver()
                .solve(new ArrayRealVector(gradient, false))
                .toArray();
        for (int i = 0; i < n; i++) {
            weights[i] += step[i];
        }
    }
}
