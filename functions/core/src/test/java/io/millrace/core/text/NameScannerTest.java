package io.millrace.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NameScannerTest {

    /** What a name is, said shortly. */
    private static final Pattern JOINED =
            Pattern.compile("(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}]++(?:[-_./:@#+&][\\p{L}\\p{N}]++)++");

    private static final Pattern NAMING = Pattern.compile("[\\p{N}_./:@#+&]");

    @Test
    void findsWhatIsJoined() {
        assertThat(scanned("Error ERR-4012 in max_tokens of ann@example.org, see v1.2.3. Well-known: a--b, x- y."))
                .containsExactly("ERR-4012", "max_tokens", "ann@example.org", "v1.2.3");
    }

    @Test
    void leavesOutWhatIsTooLong() {
        assertThat(scanned("a/" + "b".repeat(62) + " c/" + "d".repeat(63) + " e/f"))
                .containsExactly("a/" + "b".repeat(62), "e/f");
    }

    @Property(tries = 3000)
    void findsWhatTheExpressionFinds(@ForAll("texts") String text) {
        assertThat(scanned(text)).isEqualTo(expected(text));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "B",
                        "é",
                        "7",
                        "½",
                        "Ⅻ",
                        "𝔘",
                        "𝟙",
                        "日",
                        "-",
                        "_",
                        ".",
                        "/",
                        ":",
                        "@",
                        "#",
                        "+",
                        "&",
                        " ",
                        "\u0301",
                        "\ud835",
                        "!",
                        "x".repeat(30))
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    private static List<String> scanned(String text) {
        List<String> names = new ArrayList<>();
        NameScanner scanner = new NameScanner(text);
        while (scanner.next()) {
            names.add(text.substring(scanner.start(), scanner.end()));
        }
        return names;
    }

    private static List<String> expected(String text) {
        List<String> names = new ArrayList<>();
        Matcher matcher = JOINED.matcher(text);
        while (matcher.find()) {
            if (matcher.group().length() <= NameScanner.MAX_LENGTH
                    && NAMING.matcher(matcher.group()).find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }
}
