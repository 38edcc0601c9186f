package io.millrace.core.row;

import java.util.Map;

/** What a {@link CapturePositions} takes; each keeper of positions asks. */
public final class PositionSizes {

    private PositionSizes() {}

    /**
     * A copy of {@code values}.
     *
     * @throws IllegalArgumentException names the key that is, or whose value is, longer than {@link CapturePositions#MAX_LENGTH}
     */
    public static Map<String, String> require(String source, Map<String, String> values) {
        values.forEach((key, value) -> {
            int longest = Math.max(key.length(), value.length());
            if (longest > CapturePositions.MAX_LENGTH) {
                throw new IllegalArgumentException("a position's key and value have at most "
                        + CapturePositions.MAX_LENGTH + " characters, but of source " + source + " the value of "
                        + key.substring(0, Math.min(80, key.length())) + " has " + longest);
            }
        });
        return Map.copyOf(values);
    }
}
