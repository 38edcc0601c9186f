package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.capture.CaptureStatus.State;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CaptureMetricsTest {

    @Test
    void tellsOfEachSourceWhatItsStatusDoes() {
        CaptureStatus shop =
                new CaptureStatus("shop", State.CAPTURING, 7, 120, 30, 80, 10, 2, Map.of(), null, Instant.EPOCH, 3);
        CaptureStatus desk = new CaptureStatus(
                "desk",
                State.WAITING,
                90,
                0,
                0,
                0,
                0,
                0,
                Map.of("row:desk/tickets/", "the table tickets of desk.example was altered"),
                "jdbc:postgresql://desk.example/desk: no password for clerk",
                null,
                0);

        assertThat(text(2, shop, desk))
                .contains(
                        "millrace_capture_mapping_problems 2.0",
                        "# TYPE millrace_capture_lag_seconds gauge",
                        "millrace_capture_lag_seconds{source=\"shop\"} 7.0",
                        "millrace_capture_lag_seconds{source=\"desk\"} 90.0",
                        "millrace_capture_connected{source=\"shop\"} 1.0",
                        "millrace_capture_connected{source=\"desk\"} 0.0",
                        "millrace_capture_state{source=\"shop\",state=\"capturing\"} 1.0",
                        "millrace_capture_state{source=\"shop\",state=\"waiting\"} 0.0",
                        "millrace_capture_state{source=\"desk\",state=\"waiting\"} 1.0",
                        "millrace_capture_owed_scopes{source=\"shop\"} 0.0",
                        "millrace_capture_owed_scopes{source=\"desk\"} 1.0",
                        "# TYPE millrace_capture_changes_total counter",
                        "millrace_capture_changes_total{source=\"shop\"} 120.0",
                        "millrace_capture_coalesced_total{source=\"shop\"} 30.0",
                        "millrace_capture_announced_total{as=\"changed\",source=\"shop\"} 80.0",
                        "millrace_capture_announced_total{as=\"removed\",source=\"shop\"} 10.0",
                        "millrace_capture_skipped_total{source=\"shop\"} 2.0",
                        "millrace_capture_reconnects_total{source=\"shop\"} 3.0")
                .noneMatch(line -> line.contains("example") || line.contains("tickets") || line.contains("clerk"));
    }

    @Test
    void saysOnlyThatMappingsAreRightWhereNoLogIsRead() {
        assertThat(text(0))
                .filteredOn(line -> line.startsWith("millrace_"))
                .containsExactly("millrace_capture_mapping_problems 0.0");
    }

    /** Rules and alerts of knative and gpu-services ask for what that table has. */
    @Test
    void givesWhatTheTableOfMetricsPromises() throws IOException {
        CaptureStatus shop =
                new CaptureStatus("shop", State.CAPTURING, 7, 0, 0, 0, 0, 0, Map.of(), null, Instant.EPOCH, 0);
        List<String> promised = Files.readAllLines(
                        Path.of("../../knative/manifests-test/src/test/resources/EngineMetricsTest/metrics.txt"))
                .stream()
                .map(line -> line.split(" \\| ", -1))
                .filter(columns -> columns.length > 1 && columns[1].contains("change-capture"))
                .map(columns -> columns[0])
                .toList();

        assertThat(promised).isNotEmpty();
        assertThat(text(0, shop).stream().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]", 2)[0]))
                .containsAll(promised);
    }

    private static List<String> text(int problems, CaptureStatus... captures) {
        return PrometheusTextFormatWriter.create()
                .toDebugString(new CaptureMetrics(List.of(captures), problems).snapshots())
                .lines()
                .toList();
    }
}
