package io.millrace.bench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.Report;
import io.millrace.bench.models.TimedGenerator.Timing;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerateBenchTest {

    private final List<String> servedQuestions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> directQuestions = Collections.synchronizedList(new ArrayList<>());

    @Test
    void comparesTheSameQuestionsBothWaysAndAsksNoneTwice() throws Exception {
        Map<String, Object> results = bench().run(List.of(1, 3), 2, 7);

        // Each way: two questions a client, in the warm-up and in two rounds; and six for first tokens, in two rounds.
        assertThat(directQuestions).hasSize(2 * (1 + 3) * 3 + 6 * (1 + 3) * 2).doesNotHaveDuplicates();
        assertThat(servedQuestions).doesNotHaveDuplicates();
        assertThat(String.valueOf(results.get("runs")))
                .startsWith("[{parallel=1, tokensPerSecond=")
                .contains(
                        "firstTokenMillis=30.0, baselineFirstTokenMillis=20.0, laterMillis=[10.0, 10.0]",
                        "ratios=[",
                        "{parallel=3, ");
    }

    @Test
    void asksTheServerAgainWithTheSameBeginning() throws Exception {
        Map<String, Object> results = bench().run(List.of(1), 1, 7);

        assertThat(results)
                .containsEntry(
                        "prefix",
                        Map.of("promptTokens", 5, "firstTokenMillis", 30.0, "repeatedFirstTokenMillis", 30.0));
        List<String> last = servedQuestions.subList(servedQuestions.size() - 2, servedQuestions.size());
        String shared = last.getFirst().substring(0, last.getFirst().lastIndexOf('.') + 1);
        assertThat(shared).hasSizeGreaterThan(1000);
        assertThat(last.getLast()).startsWith(shared);
    }

    private GenerateBench bench() {
        return new GenerateBench(
                (question, most) -> timed(servedQuestions, question, most, 30),
                (question, most) -> timed(directQuestions, question, most, 20),
                text -> 5,
                Duration.ofMillis(1),
                new Report(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
    }

    private static Timing timed(List<String> asked, String question, int tokens, int firstMillis) {
        asked.add(question);
        return new Timing(tokens, Duration.ofMillis(firstMillis).toNanos());
    }
}
