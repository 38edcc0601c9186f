package io.millrace.core.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataValueTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "' 99.90 ', 99.9",
        "+7, 7",
        "-.5, -0.5",
        "3., 3",
        "1e3, 1000",
        "9007199254740993, 9007199254740992",
        "1e-400, 0"
    })
    void readsNumbersAsDoubles(String written, double number) {
        assertThat(MetadataValue.number(written)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "1,5",
                "1 000",
                "0x10",
                "1f",
                "NaN",
                "Infinity",
                "1e400",
                "1e",
                "١",
                "2024-01-01",
                "v2"
            })
    void takesNothingElseForANumber(String written) {
        assertThat(MetadataValue.number(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29, 2024-02-29T00:00:00Z",
        "2024-01-01T10:30, 2024-01-01T10:30:00Z",
        "2024-01-01 10:30:05.25, 2024-01-01T10:30:05.250Z",
        "2024-01-01t10:30:05Z, 2024-01-01T10:30:05Z",
        "2024-01-01T10:30:05.123456789+02:00, 2024-01-01T08:30:05.123Z",
        "2024-01-01 10:30:05-0130, 2024-01-01T12:00:05Z",
        "2024-01-01 00:30:00+01, 2023-12-31T23:30:00Z",
        "1969-12-31T23:59:59.9999Z, 1969-12-31T23:59:59.999Z"
    })
    void readsDatesOfIso(String written, Instant date) {
        assertThat(MetadataValue.date(written)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024",
                "20240101",
                "2024-1-1",
                "2023-02-29",
                "2024-01-01T",
                "2024-01-01T25:00",
                "2024-01-01T10",
                "2024-01-01Z",
                "2024-01-01 of May",
                "0000-01-01",
                "9999-12-31T23:59:59.5Z",
                "0001-01-01T00:00+01:00"
            })
    void takesNothingElseForADate(String written) {
        assertThat(MetadataValue.date(written)).isNull();
    }

    @Test
    void leavesOutWhatNobodyCanAskFor() {
        Map<String, MetadataValue> values = MetadataValue.of(Map.of(
                "price",
                "12",
                "note",
                "x".repeat(MetadataValue.MAX_LENGTH + 1),
                "of goods",
                "a",
                "9th",
                "b",
                "half",
                "\uD83D",
                "zero",
                "\0",
                "none",
                "",
                "n".repeat(MetadataValue.MAX_NAME_LENGTH + 1),
                "c"));

        assertThat(values.values())
                .containsExactly(new MetadataValue("", null, null), new MetadataValue("12", 12.0, null));
    }
}
