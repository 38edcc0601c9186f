package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {

    @TempDir
    private Path folder;

    @Test
    void comparesTheQuestionsThatBothRunsHave() throws IOException {
        StringBuilder items = new StringBuilder();
        List<Map<String, Object>> now = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            items.append(i == 0 ? "" : ",").append("{\"id\":\"q" + i + "\",\"mrr@10\":0.25}");
            now.add(Map.of("id", "q" + (i + 20), "mrr@10", i % 2 == 0 ? .5 : .25));
        }
        PairedBootstrap gain = Objects.requireNonNull(comparison("{\"items\":[" + items + "]}")
                .gains(now, List.of("mrr@10"))
                .get("mrr@10"));
        assertThat(gain.mean()).isCloseTo(.125, within(1e-12));
        assertThat(gain.low()).isBetween(.01, .1);
        assertThat(gain.high()).isBetween(.15, .25);
        assertThat(gain.better()).isGreaterThan(.99);
    }

    @Test
    void aMetricThatTheEarlierRunLacksIsNoGain() throws IOException {
        assertThat(comparison("{\"items\":[{\"id\":\"a\",\"mrr@10\":1}]}")
                        .gains(
                                List.of(Map.of("id", "a", "mrr@10", 1.0, "recall@3", 1.0)),
                                List.of("mrr@10", "recall@3")))
                .containsOnlyKeys("mrr@10");
    }

    @Test
    void refusesWhatIsNoRun() {
        assertThatThrownBy(() -> comparison("{\"ndcg@10\":0.7}"))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("has none");
        assertThatThrownBy(() -> comparison("no json"))
                .isInstanceOf(CliFailure.class)
                .hasMessageContaining("can't be read");
        assertThatThrownBy(() ->
                        comparison("{\"items\":[{\"id\":\"a\"}]}").gains(List.of(Map.of("id", "b")), List.of("mrr@10")))
                .hasMessageContaining("no question of this run");
    }

    private RunComparison comparison(String json) throws IOException {
        return new RunComparison(Files.writeString(folder.resolve("run.json"), json));
    }
}
