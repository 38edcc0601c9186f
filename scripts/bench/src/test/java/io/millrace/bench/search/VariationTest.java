package io.millrace.bench.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariationTest {

    private final List<String> corpus = corpus();
    private final Variation variation = new Variation(corpus);

    @Test
    void theFirstCopyIsTheTextItself() {
        assertThat(variation.vary(corpus.getFirst(), 0)).isEqualTo(corpus.getFirst());
    }

    @Test
    void commonWordsAreSwappedInSomeCopiesAndKeptInOthers() {
        List<String> copies = new ArrayList<>();
        for (int copy = 1; copy <= 8; copy++) {
            copies.add(variation.vary("water over stone", copy));
        }

        assertThat(copies).contains("water over stone").hasSizeGreaterThan(1);
        assertThat(copies).anySatisfy(copy -> assertThat(copy).doesNotContain("water"));
        assertThat(copies).allSatisfy(copy -> assertThat(copy.split(" ")).hasSize(3));
    }

    @Test
    void aRareWordIsAnotherOneInEachCopy() {
        assertThat(variation.vary("rarest9 rarestword", 3)).isEqualTo("rarest39 rarestword3");
        assertThat(variation.vary("rarestword", 37)).isEqualTo("rarestword11");
    }

    @Test
    void shortWordsStay() {
        assertThat(variation.vary("of the 17", 5)).isEqualTo("of the 17");
    }

    private static List<String> corpus() {
        List<String> texts = new ArrayList<>();
        texts.add("water over stone, water over stone");
        for (int i = 0; i < 2100; i++) {
            String word = "word" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26) + (char) ('a' + i / 676);
            texts.add(word + " " + word);
        }
        return texts;
    }
}
