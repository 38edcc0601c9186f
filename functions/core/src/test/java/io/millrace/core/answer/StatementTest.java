package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "In May 1769 it had 1,000 wheels | month may,1769,1000",
                "It may have two or three of them | 2,3",
                "The nineteenth century and the 19th | 19th",
                "March on | ''",
                "June 3 was the only day | month june,3,only"
            })
    void numbersHaveOneSpelling(String sentence, String numbers) {
        assertThat(String.join(",", Statement.of(sentence).numbers().keySet())).isEqualTo(numbers);
    }

    @Test
    void namesAreWordsWithACapitalInside() {
        assertThat(Statement.of("Kawann Short led, said Rivera's team").names())
                .extracting(Statement.Word::lower)
                .containsExactly("kawann", "short", "rivera");
        assertThat(Statement.of("Bees dance").names()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "According to the text, bees dance.",
                "According to passage 2, bees dance.",
                "The document states that bees dance.",
                "Bees dance."
            })
    void whereItIsSaidIsNoPartOfWhatIsSaid(String sentence) {
        assertThat(Statement.of(sentence).stems()).containsExactlyInAnyOrder("bee", "danc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The offense was not ranked among the best. | The offense wasn't ranked among the best. | true",
                "The offense was not ranked among the best. | The offense was ranked among the best. | false",
                "The offense was ranked among the best. | The offense was not ranked among the best. | false",
                "Bees dance, but wasps do not fly at night. | Bees dance. | true",
                "Bees never dance, but wasps fly at night. | Bees dance. | false",
                "Bees never dance. They do not sleep. | Bees dance and sleep. | false",
                "Bees never dance, but wasps fly at night. | Wasps fly at night, but bees never dance. | true"
            })
    void denialsAreComparedWhereBothSpeakOfTheSame(String passage, String claim, boolean agrees) {
        assertThat(Statement.of(passage).deniesAs(Statement.of(claim))).isEqualTo(agrees);
    }
}
