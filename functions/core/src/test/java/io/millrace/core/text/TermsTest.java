package io.millrace.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.rerank.StemFinder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {

    @ParameterizedTest
    @CsvSource({
        "Error ERR-4012, error err-4012 err 4012",
        "max_tokens, max_tokens max token",
        "Super_Bowl_50, super_bowl_50 super bowl 50",
        "_private_, privat",
        "ann.lee@example.org, ann.lee@example.org ann.le example.org",
        "v1.2.3-beta, v1.2.3-beta v1.2.3 beta",
        "10.0.0.1:8080, 10.0.0.1:8080 10.0.0.1 8080",
        "a well-known mill's races, well known mill race",
        "state-of-the-art, state art",
        "U.S., u.",
        "3.5 %, 3.5",
    })
    void namesAreWordsWholeAndInParts(String text, String stems) {
        assertThat(Terms.stems(text)).containsExactly(stems.split(" "));
    }

    @Test
    void findsWhereEachPartStands() {
        List<String> found = new ArrayList<>();
        new StemFinder(List.of("err-4012", "4012"))
                .find("See ERR-4012.", (stem, place, offset) -> found.add(stem + "@" + offset));
        assertThat(found).containsExactly("0@4", "1@8");
    }

    @Test
    @Timeout(20)
    void oneLongWordTakesLinearTime() {
        assertThat(Terms.stems("b".repeat(500_000))).isNotEmpty();
        assertThat(Terms.stems("b-".repeat(300_000))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "who said \"to be or not\"? | to be or not",
                "“Mill race” and „Wehr“ | Mill race/Wehr",
                "5\" and 7 | ''",
                "Does the 5\" and 7\" pipe fit? | ''",
                "Is drive \"C\" or \"exact phrase here\" used? | exact phrase here",
                "« eau » | ' eau '",
                "\" \" | ''"
            })
    void quotedPhrases(String question, String phrases) {
        assertThat(String.join("/", QuotedPhrases.in(question))).isEqualTo(phrases);
    }
}
