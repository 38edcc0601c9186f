package io.millrace.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadingLineTest {

    @Test
    void readsTheLevelAndTheText() {
        assertThat(HeadingLine.of("== Early life ==")).contains(new HeadingLine(2, 3, "Early life"));
        assertThat(HeadingLine.of("=Mill=")).contains(new HeadingLine(1, 1, "Mill"));
        assertThat(HeadingLine.of(" = = = Music = = = ")).contains(new HeadingLine(3, 7, "Music"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=====",
                "= = = =",
                "a = b",
                "== Unbalanced =",
                "== x == y ==",
                "= - =",
                "======= Seven ======="
            })
    void leavesOtherLinesAlone(String line) {
        assertThat(HeadingLine.of(line)).isEmpty();
    }
}
