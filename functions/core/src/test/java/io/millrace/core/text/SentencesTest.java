package io.millrace.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {

    private static final String BOUNDARY = " | ";

    static List<String> marked() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SentencesTest.class.getResourceAsStream("/SentencesTest/sentences.txt"), "sentences.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("marked")
    void splitsWhereASentenceEnds(String marked) {
        String text = marked.replace(BOUNDARY, " ");
        assertThat(Sentences.split(text).stream().map(span -> span.of(text))).containsExactly(marked.split(" \\| "));
    }

    /** A line of letters alone: a sequence of a genome, or somebody's attack. */
    @Test
    @Timeout(20)
    void takesTimeInProportion() {
        String text = "A" + "acgt".repeat(250_000) + " is shown. Next one. " + "U. S. ".repeat(20_000);
        assertThat(Sentences.split(text)).hasSizeGreaterThan(1);
    }

    /** Full stops without a space: the leader of a table of contents, or somebody's attack. */
    @ParameterizedTest
    @ValueSource(strings = {".", "a.", "..a", "!", ").", "U.S.A", "www.a"})
    @Timeout(20)
    void takesTimeInProportionWithinAWord(String repeated) {
        String text = "One is here. " + repeated.repeat(1_000_000 / repeated.length()) + " is it. Next one. Last one.";
        assertThat(Sentences.split(text).stream().map(span -> span.of(text)))
                .startsWith("One is here.")
                .endsWith("Next one.", "Last one.");
    }

    @Test
    void endsASentenceAtALineBreak() {
        String text = "- first item\n- second item\n\nA closing line";
        assertThat(Sentences.split(text).stream().map(span -> span.of(text)))
                .containsExactly("- first item", "- second item", "A closing line");
    }

    @Test
    void keepsTheMarkOfAListItemWithItsText() {
        String text = "1. Open the valve.\n2. Wait for two minutes.";
        assertThat(Sentences.split(text).stream().map(span -> span.of(text)))
                .containsExactly("1. Open the valve.", "2. Wait for two minutes.");
    }
}
