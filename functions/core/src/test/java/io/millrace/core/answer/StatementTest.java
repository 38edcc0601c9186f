package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {

    /** A question may have 8,000 characters. */
    @Test
    void readsAWordOfManyParts() {
        String word = "a.".repeat(400_000) + "b";
        assertThat(Statement.of(word).numbers()).isEmpty();
        assertThat(SentenceFacts.of(word).words()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "In May 1769 it had 1,000 wheels | month may,1769,1000",
                "It may have two or three of them | 2,3",
                "The nineteenth century and the 19th | 19th",
                "March on | ''",
                "One day, and one of them, with no one who saw one another | 1",
                "Half of a dozen, or zero | half,12,0",
                "June 3 was the only day | month june,3,only"
            })
    void numbersHaveOneSpelling(String sentence, String numbers) {
        assertThat(String.join(",", Statement.of(sentence).numbers().keySet())).isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Tenants may withdraw. | Tenants must withdraw. | false",
                "Tenants must withdraw. | Tenants may withdraw. | false",
                "Tenants must withdraw. | Tenants shall withdraw. | true",
                "Tenants must withdraw. | Tenants withdraw. | true",
                "Tenants withdraw. | Tenants must withdraw. | false",
                "Tenants may withdraw. | Tenants withdraw. | false",
                "Tenants may withdraw. | Tenants can withdraw. | true",
                "Mills can grind rye. | Mills grind rye. | true",
                "Mills can grind rye. | Mills should grind rye. | false",
                "Bees may dance, but wasps fly at night. | Wasps fly at night. | true",
                "In May tenants withdraw. | Tenants withdraw in May. | true"
            })
    void whatMustBeIsNotWhatMayBe(String passage, String claim, boolean agrees) {
        assertThat(Statement.of(passage).bindsAs(Statement.of(claim))).isEqualTo(agrees);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Alice hired Bob. | Alice was hired by Bob. | false",
                "Alice was hired by Bob. | Alice hired Bob. | false",
                "Alice hired Bob. | Bob was hired by Alice. | true",
                "Bob was hired by Alice. | Alice hired Bob. | true",
                "Alice hired Bob in 1990 and left. | In 1990 Alice was hired by Bob. | false",
                "Alice was hired in 1990 by Bob, and left. | Alice hired Bob in 1990. | false",
                "Bob, hired by Alice in 1990, led the team. | Bob was hired by Alice in 1990. | true",
                "The bank bought the mill. | The bank was bought by the mill. | false",
                "The mill was built by the river. | They built the mill near the river. | true",
                "The record was held by John Elway, who led. | The record was held by Elway, who led. | true",
                "The mill was built by 1990. | They built the mill in 1990. | true",
                "The mill was designed by James Watt. | James Watt designed the mill. | true"
            })
    void whoDoesItIsNotWhoItIsDoneTo(String passage, String claim, boolean agrees) {
        assertThat(Statement.of(passage).hasAgentsOf(Statement.of(claim))).isEqualTo(agrees);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The canal leads from Ghent to Bruges. | The canal leads from Bruges to Ghent. | false",
                "The canal leads from Ghent to Bruges. | The canal leads to Bruges from Ghent. | true",
                "He moved to Leeds in 1990. | In 1990 he moved from Leeds. | false",
                "He moved to Leeds and from Leeds to York. | He moved from Leeds. | true",
                "He came from New York to Leeds. | He came from York to Leeds. | true",
                "It dates to 1769. | It dates from 1769. | true"
            })
    void whereItComesFromIsNotWhereItGoes(String passage, String claim, boolean agrees) {
        assertThat(Statement.of(passage).leadsAs(Statement.of(claim))).isEqualTo(agrees);
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
