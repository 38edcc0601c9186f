package io.millrace.bench.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.answer.ChoiceModel;
import io.millrace.core.answer.QuoteExamples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChoiceFitTest {

    /** One of three each time, drawn by 2 a − b; c is the same for all three. */
    private static List<List<Example>> drawn(int count) {
        Random random = new Random(5);
        ChoiceModel model = new ChoiceModel(new double[] {2, -1, 0});
        List<List<Example>> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double common = random.nextGaussian();
            List<double[]> choices = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                choices.add(new double[] {random.nextGaussian(), random.nextGaussian(), common});
            }
            double[] shares = model.shares(choices);
            double drawn = random.nextDouble();
            int one = drawn < shares[0] ? 0 : drawn < shares[0] + shares[1] ? 1 : 2;
            List<Example> group = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                group.add(new Example(choices.get(k), k == one));
            }
            groups.add(group);
        }
        return groups;
    }

    @Test
    void findsTheSharesThatTheExamplesWereDrawnBy() {
        double[] shares = ChoiceFit.fit(drawn(20_000), 1)
                .shares(List.of(new double[] {1, 0, 3}, new double[] {0, 0, 3}, new double[] {0, 1, 3}));
        double total = Math.exp(2) + 1 + Math.exp(-1);
        assertThat(shares[0]).isCloseTo(Math.exp(2) / total, within(.01));
        assertThat(shares[1]).isCloseTo(1 / total, within(.01));
        assertThat(shares[2]).isCloseTo(Math.exp(-1) / total, within(.01));
    }

    @Test
    void aGroupWithoutAPositiveTellsNothing() {
        List<List<Example>> groups = drawn(200);
        List<double[]> asked = List.of(new double[] {1, 0, 0}, new double[] {0, 1, 0});
        double[] before = ChoiceFit.fit(groups, 1).shares(asked);
        groups.add(List.of(new Example(new double[] {100, 100, 0}, false)));
        assertThat(ChoiceFit.fit(groups, 1).shares(asked)).isEqualTo(before);
    }

    @Test
    void severalPositivesShareTheGroup() {
        List<List<Example>> groups = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            groups.add(List.of(
                    new Example(new double[] {1, 0}, true),
                    new Example(new double[] {0, 1}, true),
                    new Example(new double[] {0, 0}, false)));
        }
        double[] shares = ChoiceFit.fit(groups, .1)
                .shares(List.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {0, 0}));
        assertThat(shares[0]).isCloseTo(shares[1], within(1e-9)).isGreaterThan(.45);
    }

    /** Many to choose from, and features that few have: whole Newton steps run away here. */
    @Test
    void rareFeaturesKeepTheirMeasure() {
        Random random = new Random(3);
        List<List<Example>> groups = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            List<Example> group = new ArrayList<>();
            int one = random.nextInt(30);
            for (int k = 0; k < 30; k++) {
                double rare = random.nextDouble() < (k == one ? .5 : .004) ? 1 : 0;
                double other = random.nextDouble() < (k == one ? .6 : .002) ? 1 : 0;
                group.add(new Example(new double[] {rare, other, rare + other}, k == one));
            }
            groups.add(group);
        }
        double[] shares = ChoiceFit.fit(groups, 10)
                .shares(List.of(new double[] {0, 0, 0}, new double[] {1, 0, 1}, new double[] {1, 1, 2}));
        assertThat(shares[1] / shares[0]).isBetween(20.0, 1000.0);
        assertThat(shares[2]).isGreaterThan(shares[1]);
    }

    @Test
    void nothingPositiveIsRefused() {
        assertThatThrownBy(() -> ChoiceFit.fit(List.of(List.of(new Example(new double[] {1}, false))), 1))
                .hasMessageContaining("nothing to fit on");
    }
}
