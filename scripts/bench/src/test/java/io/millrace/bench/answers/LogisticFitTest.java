package io.millrace.bench.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.answer.LogisticModel;
import io.millrace.core.answer.QuoteExamples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticFitTest {

    /** Drawn from log-odds of 1 + 2 a − 3 b; c says nothing, and is large. */
    private static List<Example> drawn(int count) {
        Random random = new Random(11);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] f = {random.nextGaussian(), random.nextGaussian(), 1000 * random.nextGaussian()};
            double odds = 1 + 2 * f[0] - 3 * f[1];
            examples.add(new Example(f, random.nextDouble() < 1 / (1 + Math.exp(-odds))));
        }
        return examples;
    }

    @Test
    void findsTheProbabilitiesThatTheExamplesWereDrawnFrom() {
        LogisticModel model = LogisticFit.fit(drawn(20_000), 1);
        assertThat(model.probability(new double[] {0, 0, 0})).isCloseTo(1 / (1 + Math.exp(-1)), within(.02));
        assertThat(model.probability(new double[] {1, 0, 0})).isCloseTo(1 / (1 + Math.exp(-3)), within(.02));
        assertThat(model.probability(new double[] {0, 1, 1000})).isCloseTo(1 / (1 + Math.exp(2)), within(.02));
    }

    @Test
    void isExpectedToBeRightAsOftenAsItIs() {
        List<Example> examples = drawn(2000);
        LogisticModel model = LogisticFit.fit(examples, 10);
        double expected = examples.stream()
                .mapToDouble(example -> model.probability(example.features()))
                .sum();
        assertThat(expected)
                .isCloseTo((double) examples.stream().filter(Example::positive).count(), within(1e-6));
    }

    @Test
    void ridgeDrawsTheWeightsToNothing() {
        List<Example> examples = drawn(2000);
        double share = examples.stream().filter(Example::positive).count() / 2000.0;
        LogisticModel model = LogisticFit.fit(examples, 1e9);
        assertThat(model.probability(new double[] {2, -2, 0})).isCloseTo(share, within(1e-3));
    }

    @Test
    void whatIsAlwaysTheSameHasNoSay() {
        List<Example> examples = drawn(500).stream()
                .map(example -> new Example(new double[] {example.features()[0], 5}, example.positive()))
                .toList();
        LogisticModel model = LogisticFit.fit(examples, 1);
        assertThat(model.probability(new double[] {1, 5})).isGreaterThan(model.probability(new double[] {-1, 5}));
        assertThat(model.probability(new double[] {1, 5})).isBetween(0.0, 1.0);
    }

    @Test
    void examplesThatCanBeToldApartGiveFiniteWeights() {
        List<Example> examples = List.of(
                new Example(new double[] {0}, false),
                new Example(new double[] {1}, false),
                new Example(new double[] {2}, true),
                new Example(new double[] {3}, true));
        LogisticModel model = LogisticFit.fit(examples, .1);
        assertThat(model.probability(new double[] {0})).isGreaterThan(0).isLessThan(.1);
        assertThat(model.probability(new double[] {3})).isLessThan(1).isGreaterThan(.9);
    }
}
