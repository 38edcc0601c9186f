package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    @Test
    void givesAboutTheIntervalThatTheNormalDistributionGives() {
        SplittableRandom random = new SplittableRandom(7);
        double[] baseline = random.doubles(400).toArray();
        double[] better = random.doubles(400).map(value -> value + .2).toArray();

        PairedBootstrap gain = PairedBootstrap.of(better, baseline);

        double deviation = Math.sqrt(2 / 12.0 / 400);
        assertThat(gain.mean()).isCloseTo(.2, within(3 * deviation));
        assertThat(gain.high() - gain.low()).isCloseTo(2 * 1.96 * deviation, within(.15 * deviation * 4));
    }

    @Test
    void pairsTheQuestions() {
        PairedBootstrap gain = PairedBootstrap.of(new double[] {.9, .2, .5}, new double[] {.8, .1, .4});

        assertThat(gain.low()).isCloseTo(.1, within(1e-9));
        assertThat(gain.high()).isCloseTo(.1, within(1e-9));
        assertThat(gain.better()).isEqualTo(1);
    }

    @Test
    void countsTheShareOfResamplesThatGain() {
        // Two questions, one won and one lost by as much: both drawn from the won one in a quarter of the samples.
        PairedBootstrap gain = PairedBootstrap.of(new double[] {1, 0}, new double[] {0, 1});

        assertThat(gain.better()).isCloseTo(.25, within(.02));
    }
}
