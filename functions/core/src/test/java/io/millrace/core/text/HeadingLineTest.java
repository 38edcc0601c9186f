package io.millrace.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** Every line of up to eight of these characters. */
    @Test
    void readsWhatItsFormSays() {
        Pattern form = Pattern.compile("\\s*((?:= ?){1,6}) *([^=\\s][^=]*?) *((?: ?=){1,6})\\s*");
        List<String> lines = List.of("");
        for (int length = 1; length <= 8; length++) {
            lines = lines.stream()
                    .flatMap(line -> Stream.of("=", " ", "\t", "a").map(line::concat))
                    .toList();
            for (String line : lines) {
                Matcher matcher = form.matcher(line);
                Optional<HeadingLine> expected = matcher.matches() && signs(matcher.group(1)) == signs(matcher.group(3))
                        ? Optional.of(new HeadingLine(signs(matcher.group(1)), matcher.start(2), matcher.group(2)))
                        : Optional.empty();
                assertThat(HeadingLine.of(line)).as("'%s'", line).isEqualTo(expected);
            }
        }
    }

    private static int signs(String marks) {
        return (int) marks.chars().filter(c -> c == '=').count();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "=", "= ", "a", "\t"})
    @Timeout(20)
    void takesTimeInProportion(String repeated) {
        String many = repeated.repeat(1_000_000);
        assertThat(HeadingLine.of("= a" + many + "b")).isEmpty();
        assertThat(HeadingLine.of("= a" + many + "b =" + many + "c")).isEmpty();
    }
}
