package io.millrace.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchProcessTest {

    private final BenchProcess process =
            new BenchProcess(Path.of(System.getProperty("java.class.path")), Output.silent());

    @Test
    void aMeasurementSaysHowBusyTheMachineWas() {
        ObjectNode result = process.measure(Measurement.class.getName(), List.of("{\"result\":{\"speed\":3}}"));

        assertThat(result.path("speed").asInt()).isEqualTo(3);
        assertThat(result.path("cores").asInt()).isPositive();
        assertThat(result.path("loadAverage").isNumber()).isTrue();
        assertThat(result.path("loadAverageAfter").isNumber()).isTrue();
    }

    @Test
    void aMeasurementWithoutResultHasFailed() {
        assertThatThrownBy(() -> process.measure(Measurement.class.getName(), List.of("{\"note\":\"begun\"}")))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("broke off");
    }

    /** Says what it is told to. */
    static final class Measurement {

        private Measurement() {}

        public static void main(String[] lines) {
            for (String line : lines) {
                System.out.println(line);
            }
        }
    }
}
