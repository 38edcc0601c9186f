package io.millrace.source.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CellTextTest {

    static Stream<Arguments> values() {
        return Stream.of(
                arguments(null, ""),
                arguments("as it is ", "as it is "),
                arguments(new BigDecimal("1.50"), "1.50"),
                arguments(new BigDecimal("1E+3"), "1000"),
                arguments(7L, "7"),
                arguments(0.1f, "0.1"),
                arguments(2.0, "2"),
                arguments(1e300, "1E+300"),
                arguments(Double.NEGATIVE_INFINITY, "-Infinity"),
                arguments(Float.NaN, "NaN"),
                arguments(true, "true"),
                arguments(LocalDate.of(2024, 2, 29), "2024-02-29"),
                arguments(LocalDateTime.of(2024, 2, 29, 12, 0), "2024-02-29T12:00:00"),
                arguments(LocalTime.of(12, 0), "12:00:00"),
                arguments(Instant.parse("2024-02-29T12:00:00.5Z"), "2024-02-29T12:00:00.5Z"),
                arguments(Instant.parse("2024-02-29T12:00:00.123450Z"), "2024-02-29T12:00:00.12345Z"),
                arguments(OffsetDateTime.parse("2024-02-29T12:00:00.100+02:00"), "2024-02-29T10:00:00.1Z"),
                arguments(LocalDateTime.parse("2024-02-29T12:00:00.120"), "2024-02-29T12:00:00.12"),
                arguments(LocalTime.parse("12:00:00.100"), "12:00:00.1"),
                arguments(OffsetDateTime.parse("2024-02-29T12:00:00+02:00"), "2024-02-29T10:00:00Z"),
                arguments(List.of("a", 1, new BigDecimal("2.0")), "a, 1, 2.0"),
                arguments("a\0b", "a\uFFFDb"),
                arguments("half \uD83D", "half \uFFFD"),
                arguments("whole \uD83D\uDE00", "whole \uD83D\uDE00"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesAValueAsItIsStored(@Nullable Object value, String text) {
        assertThat(CellText.of(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29T12:00:00.250000Z,2024-02-29T12:00:00.25Z",
        "2024-02-29T12:00:10.000,2024-02-29T12:00:10",
        "0044-03-15T12:00:00.500 BC,0044-03-15T12:00:00.5 BC",
        "-838:59:50.100,-838:59:50.1",
        "12:00:00.000001,12:00:00.000001",
        "infinity,infinity"
    })
    void aDatabasesTimeHasTheSameFraction(String written, String text) {
        assertThat(CellText.ofTime(written)).isEqualTo(text);
    }

    @Test
    void bytesHaveNoText() {
        assertThatThrownBy(() -> CellText.of(new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CellText.of(new OversizedCell(5))).isInstanceOf(IllegalArgumentException.class);
    }
}
