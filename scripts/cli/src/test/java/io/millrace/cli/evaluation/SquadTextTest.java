package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SquadTextTest {

    @Test
    void dropsCasePunctuationArticlesAndExtraSpace() {
        assertThat(SquadText.normalised("The  \"Broncos'\" defense, an\nICE-age a."))
                .isEqualTo("broncos defense iceage");
    }

    @Test
    void findsWholeWordsOnly() {
        assertThat(SquadText.holds("They gave up 308 points.", "308")).isTrue();
        assertThat(SquadText.holds("They gave up 3080 points.", "308")).isFalse();
        assertThat(SquadText.holds("It was a catalogue", "cat")).isFalse();
    }

    @Test
    void looksPastArticlesAndPunctuation() {
        assertThat(SquadText.holds("held by the Denver Broncos, since 1998", "a Denver Broncos"))
                .isTrue();
    }

    @Test
    void nothingIsHeldWhereOnlyAnArticleIsWanted() {
        assertThat(SquadText.holds("the end", "the")).isFalse();
    }

    @Test
    void countsEachWantedWordAsOftenAsItIsThere() {
        assertThat(SquadText.recall("The cat saw a cat.", "cat cat dog saw")).isEqualTo(.75);
        assertThat(SquadText.recall("one cat", "cat cat")).isEqualTo(.5);
        assertThat(SquadText.recall("", "cat")).isZero();
        assertThat(SquadText.recall("cat", "the")).isZero();
    }
}
