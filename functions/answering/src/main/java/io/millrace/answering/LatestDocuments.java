package io.millrace.answering;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How fast documents come in, judged by those that became searchable last, {@value #SAMPLE} at most.
 *
 * @param freshnessMillis p50 and p99 of the time from the event that announced a change until it could be found; empty where no document says
 * @param documentsPerSecond how many became searchable a second within the last 10 s; where the sample does not reach back so far, within its reach
 */
record LatestDocuments(Map<String, Long> freshnessMillis, double documentsPerSecond) {

    private static final int SAMPLE = 1000;
    private static final Duration WINDOW = Duration.ofSeconds(10);

    static LatestDocuments of(Ledger ledger, String tenant, Instant now) {
        List<DocumentState> latest = ledger.latest(tenant, State.INDEXED, SAMPLE);
        return new LatestDocuments(freshness(latest), rate(latest, now));
    }

    private static Map<String, Long> freshness(List<DocumentState> latest) {
        List<Long> millis = latest.stream()
                .map(DocumentView::freshness)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        Map<String, Long> percentiles = new LinkedHashMap<>();
        if (!millis.isEmpty()) {
            percentiles.put("p50", millis.get((millis.size() - 1) / 2));
            percentiles.put("p99", millis.get((millis.size() - 1) * 99 / 100));
        }
        return percentiles;
    }

    private static double rate(List<DocumentState> latest, Instant now) {
        Instant windowStart = now.minus(WINDOW);
        List<Instant> within = latest.stream()
                .map(DocumentState::settledAt)
                .filter(at -> at != null && at.isAfter(windowStart))
                .toList();
        Instant start = within.size() == SAMPLE ? within.getLast() : windowStart;
        double seconds = Math.max(.001, Duration.between(start, now).toMillis() / 1000.0);
        return Math.round(within.size() / seconds * 10) / 10.0;
    }
}
