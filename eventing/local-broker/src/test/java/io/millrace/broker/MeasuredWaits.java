package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares waits with measured ones: equal within 60 ms and 10 %. A measured wait carries noise of its own (a first retry of 520 ms where 109 others are near
 * 400), so the median of what was measured with the same retries, backoff and kind of answer counts as well.
 */
final class MeasuredWaits {

    private static final double MILLIS = 60;
    private static final double SHARE = 0.1;

    private final Map<String, List<Long>> measured = new HashMap<>();

    private MeasuredWaits() {}

    static MeasuredWaits of(JsonNode rows) {
        MeasuredWaits waits = new MeasuredWaits();
        for (JsonNode row : rows) {
            for (int i = 0; i < row.path("waitsMillis").size(); i++) {
                waits.measured
                        .computeIfAbsent(key(row, i), k -> new ArrayList<>())
                        .add(row.path("waitsMillis").get(i).asLong());
            }
        }
        waits.measured.values().forEach(list -> list.sort(null));
        return waits;
    }

    private static String key(JsonNode row, int index) {
        JsonNode delivery = row.path("delivery").isMissingNode() ? row.path("given") : row.path("delivery");
        return delivery.path("backoffPolicy").asText()
                + delivery.path("backoffDelay").asText() + " " + index
                + row.path("status").isNull();
    }

    /** Whether the wait of this index, counted from 0, is as in the row. */
    boolean agree(JsonNode row, int index, long ours) {
        List<Long> same = measured.getOrDefault(key(row, index), List.of());
        return near(row.path("waitsMillis").get(index).asLong(), ours) || near(same.get(same.size() / 2), ours);
    }

    private static boolean near(long measured, long ours) {
        return Math.abs(measured - ours) <= MILLIS + SHARE * measured;
    }
}
