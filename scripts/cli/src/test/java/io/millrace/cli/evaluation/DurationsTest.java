package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void percentileIsTheNearestRank() {
        Durations durations = new Durations(
                IntStream.rangeClosed(1, 200).mapToDouble(i -> 201 - i).toArray());
        assertThat(durations.percentile(50)).isEqualTo(100);
        assertThat(durations.percentile(99)).isEqualTo(198);
        assertThat(durations.percentile(100)).isEqualTo(200);
    }

    @Test
    void oneDurationIsEveryPercentile() {
        assertThat(new Durations(new double[] {7.126}).summary()).isEqualTo(Map.of("p50", 7.13, "p99", 7.13));
    }
}
