package io.millrace.capture;

import io.millrace.capture.CaptureStatus.State;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What {@link CaptureStatus} counts, as metrics of Prometheus. Labels are names of sources and words of this class: of a database's contents, keys or addresses there is nothing.
 */
final class CaptureMetrics {

    private static final String SOURCE = "source";

    private final List<CaptureStatus> captures;
    private final int problems;

    /**
     * @param captures each of a source of its own
     * @param problems how many there are with the mappings
     */
    CaptureMetrics(List<CaptureStatus> captures, int problems) {
        this.captures = List.copyOf(captures);
        this.problems = problems;
    }

    MetricSnapshots snapshots() {
        return MetricSnapshots.of(
                GaugeSnapshot.builder()
                        .name("millrace_capture_mapping_problems")
                        .help(
                                "What is wrong with mapping files, so that their databases are not read, or by an older text")
                        .dataPoint(point(Labels.EMPTY, problems))
                        .build(),
                gauge(
                        "millrace_capture_lag_seconds",
                        "Age of the oldest change that is not announced; 0 where none waits",
                        CaptureStatus::lagSeconds),
                gauge(
                        "millrace_capture_connected",
                        "1 while the log is read",
                        capture -> capture.connectedSince() == null ? 0 : 1),
                states(),
                gauge(
                        "millrace_capture_owed_scopes",
                        "Scopes that are to be re-indexed, since the log could not tell what changed in them",
                        capture -> capture.owed().size()),
                counter("millrace_capture_changes", "Changes of rows that were read", CaptureStatus::events),
                counter(
                        "millrace_capture_coalesced",
                        "Changes that were spared an announcement, since their document waited for one already",
                        CaptureStatus::merged),
                announced(),
                counter(
                        "millrace_capture_skipped",
                        "Changes of which the log does not tell what they bear on",
                        CaptureStatus::skipped),
                counter(
                        "millrace_capture_reconnects",
                        "Connections to the log after the first",
                        CaptureStatus::reconnects));
    }

    private GaugeSnapshot gauge(String name, String help, ToLongFunction<CaptureStatus> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        captures.forEach(
                capture -> gauge.dataPoint(point(Labels.of(SOURCE, capture.source()), value.applyAsLong(capture))));
        return gauge.build();
    }

    private GaugeSnapshot states() {
        GaugeSnapshot.Builder states =
                GaugeSnapshot.builder().name("millrace_capture_state").help("1 for the state that the capture is in");
        for (CaptureStatus capture : captures) {
            for (State state : State.values()) {
                states.dataPoint(point(
                        Labels.of(
                                SOURCE, capture.source(), "state", state.name().toLowerCase(Locale.ROOT)),
                        capture.state() == state ? 1 : 0));
            }
        }
        return states.build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private CounterSnapshot counter(String name, String help, ToLongFunction<CaptureStatus> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        captures.forEach(capture -> count(counter, Labels.of(SOURCE, capture.source()), value.applyAsLong(capture)));
        return counter.build();
    }

    private CounterSnapshot announced() {
        CounterSnapshot.Builder announced =
                CounterSnapshot.builder().name("millrace_capture_announced").help("Documents that were announced");
        for (CaptureStatus capture : captures) {
            count(announced, Labels.of(SOURCE, capture.source(), "as", "changed"), capture.changed());
            count(announced, Labels.of(SOURCE, capture.source(), "as", "removed"), capture.removed());
        }
        return announced.build();
    }

    private static void count(CounterSnapshot.Builder counter, Labels labels, long value) {
        counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build());
    }
}
