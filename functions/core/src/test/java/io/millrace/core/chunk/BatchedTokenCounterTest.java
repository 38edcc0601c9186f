package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchedTokenCounterTest {

    private static final int MAX = BatchedTokenCounter.MAX_CHARACTERS;

    private final List<String> asked = new ArrayList<>();

    @Test
    void aTextTooLongForACallIsCutBetweenWordsAndItsCountIsRight() {
        String text = "twelve chars ".repeat(200_000);

        assertThat(count("a b", text, "c")).containsExactly(2, 400_000, 1);
        assertThat(asked).allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(MAX));
        assertThat(String.join("", asked)).isEqualTo("a b" + text + "c");
    }

    @Test
    void withoutWhiteSpaceItIsCutAtPunctuation() {
        String text = "cell,".repeat(MAX);

        assertThat(count(text)).containsExactly(2 * MAX);
        assertThat(String.join("", asked)).isEqualTo(text);
    }

    @Test
    void aLongerWordCountsItsPartsAndNoCharacterIsCut() {
        String text = "x" + "😀".repeat(MAX);

        assertThat(count(text)).containsExactly(3);
        assertThat(asked)
                .hasSize(3)
                .allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(MAX));
        assertThat(asked.get(0)).endsWith("😀");
        assertThat(asked.get(1)).startsWith("😀");
        assertThat(String.join("", asked)).isEqualTo(text);
    }

    @Test
    void blanksAloneAreCutAnywhere() {
        assertThat(count(" ".repeat(2 * MAX + 1))).containsExactly(0);
        assertThat(asked).hasSize(3);
    }

    private List<Integer> count(String... texts) {
        return new BatchedTokenCounter(some -> {
                    assertThat(some.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(MAX);
                    asked.addAll(some);
                    return some.stream().map(BatchedTokenCounterTest::words).toList();
                })
                .count(List.of(texts));
    }

    /** Words and commas, as BERT cuts first. */
    private static int words(String text) {
        return (int) Arrays.stream(text.replace(",", " , ").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .count();
    }
}
