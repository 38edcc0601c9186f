package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.index.Passage;
import io.millrace.core.retrieve.TestCorpus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {

    private final Passage bowl = TestCorpus.passage(
            "bowl",
            "bowl",
            "Super Bowl 50",
            "Kawann Short led the team in sacks with 11, while also forcing three fumbles. "
                    + "He had joined the Panthers in June 2013. "
                    + "The offense was not ranked among the best. "
                    + "Norman was hired by Rivera after one day. "
                    + "A kicker may miss a week on the way from Denver to Oakland. "
                    + "Josh Norman intercepted four passes, see https://example.org/norman for all of them.");
    private final Passage steam =
            TestCorpus.passage("steam", "steam", "Steam", "James Watt patented a separate condenser in 1769.");
    private final Verifier verifier =
            new Verifier("", List.of(bowl, steam), stem -> 4, Calibration.MINILM.verification());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kawann Short led the team in sacks with 11, while also forcing three fumbles.",
                "Short led the team with 11 sacks.",
                "While forcing 3 fumbles, Kawann Short also led the team in sacks with eleven.",
                "Kawann Short had joined the Panthers in June 2013.",
                "Rivera hired Norman after one day.",
                "Norman was hired by Rivera after 1 day.",
                "A kicker might miss a week on the way from Denver to Oakland.",
                "The offense wasn't ranked among the best.",
                "In 1769, Watt patented a separate condenser.",
                "Josh Norman intercepted four passes (https://example.org/norman)."
            })
    void keepsWhatASentenceSays(String claim) {
        assertThat(verifier.verdict(claim).support()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kawann Short led the team in sacks with 12, while also forcing three fumbles.", // number
                "Kawann Short led the team in sacks with 11, while also forcing four fumbles.", // number in words
                "Jared Allen led the team in sacks with 11, while also forcing three fumbles.", // name
                "Watt led the team in sacks with 11, while also forcing three fumbles.", // a name of another passage
                "Kawann Short led the team in sacks with 11, but only once.", // bounded
                "He had joined the Panthers in July 2013.", // date
                "He had joined the Panthers in June 2014.", // year
                "Kawann Short did not lead the team in sacks with 11, while also forcing three fumbles.", // negation
                // added
                "The offense was ranked among the best.", // negation lost
                "Kawann Short led the team in fumbles, touchdowns, yards, catches and tackles.", // too little of it
                "The moon is made of cheese.", // nothing of it
                "It is so.", // says nothing
                "Norman was hired by Rivera after two days.", // number that was one
                "Norman hired Rivera after one day.", // voice
                "A kicker must miss a week on the way from Denver to Oakland.", // modality
                "A kicker may miss a week on the way to Denver from Oakland.", // direction
                "Josh Norman intercepted four passes, see https://evil.example/norman for all of them." // link
            })
    void dropsWhatNoSentenceSays(String claim) {
        assertThat(verifier.verdict(claim).support()).isEmpty();
    }

    /** By itself it would be supported wherever its words stand. */
    @ParameterizedTest
    @CsvSource({
        "Who patented a separate condenser?, James Watt, true",
        "Who patented a separate condenser?, The answer is: James Watt., true",
        "When was the separate condenser patented?, In 1769., true",
        "Who hired Norman?, Rivera, true",
        "Who hired Norman?, James Watt, false",
        "Who hired Norman?, The answer is: Kawann Short., false",
        "When did Norman intercept passes?, June 2013, false",
        "Who hired Norman?, James Watt patented a separate condenser in 1769., true"
    })
    void aReplyWithoutAVerbIsHeldAgainstTheQuestionToo(String question, String reply, boolean supported) {
        Verifier asked = new Verifier(question, List.of(bowl, steam), stem -> 4, Calibration.MINILM.verification());
        assertThat(asked.verdict(reply).support().isPresent()).isEqualTo(supported);
    }

    @Test
    void citesTheSentenceThatSupports() {
        Verifier.Support support = verifier.verdict("James Watt patented a separate condenser in 1769.")
                .support()
                .orElseThrow();
        assertThat(support.passage()).isSameAs(steam);
        assertThat(support.coverage()).isEqualTo(1);
        assertThat(support.span().of(steam.chunk().text()))
                .isEqualTo(steam.chunk().text());
    }

    @Test
    void citesTwoSentencesForAClaimThatJoinsThem() {
        Verifier.Support support = verifier.verdict(
                        "Kawann Short led the team in sacks, forcing fumbles, and had joined the Panthers in June 2013.")
                .support()
                .orElseThrow();
        assertThat(support.span().of(bowl.chunk().text()))
                .startsWith("Kawann Short led")
                .endsWith("June 2013.");
    }

    @Test
    void aPassageThatWasNotSplitSupportsAsAWhole() {
        var chunk = new io.millrace.core.chunk.Chunk(
                "c", 0, "Bees dance.", new io.millrace.core.text.Span(0, 11), List.of(), null, List.of());
        Verifier whole = new Verifier(
                "",
                List.of(new Passage("d", "v", "u", "", chunk, List.of())),
                stem -> 4,
                Calibration.MINILM.verification());
        assertThat(whole.verdict("Bees dance.").support()).isPresent();
    }
}
