package io.millrace.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.client.Citation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {

    private static final EvalQuestion QUESTION =
            new EvalQuestion("q", "How many?", List.of("308 points", "308"), List.of());
    private static final EvalQuestion PAGES = new EvalQuestion("q", "Where?", List.of(), List.of("a.pdf#7", "a.pdf#8"));
    private static final Map<String, String> NAMES = Map.of("d1", "Super_Bowl_50#0", "d2", "docs/a.pdf");

    @Test
    void markersAreNoWordsAndDoNotHideTheAnswer() {
        AnswerCheck check = new AnswerCheck(QUESTION, "The defense gave up 308 [1] points. [2]");
        assertThat(check.words()).isEqualTo(6);
        assertThat(check.holdsGold()).isTrue();
    }

    @Test
    void anAnswerOfSixtyOneWordsHoldsNothing() {
        assertThat(new AnswerCheck(QUESTION, "308" + " word".repeat(59)).holdsGold())
                .isTrue();
        assertThat(new AnswerCheck(QUESTION, "308" + " word".repeat(60)).holdsGold())
                .isFalse();
    }

    @Test
    void anAnswerOfThreeSentencesHoldsNothing() {
        AnswerCheck check =
                new AnswerCheck(QUESTION, "They won the game. They gave up 308 points. Everyone was happy.");
        assertThat(check.sentences()).isEqualTo(3);
        assertThat(check.holdsGold()).isFalse();
    }

    @Test
    void theAnswerThatIsHeldBestCountsWhateverTheLength() {
        assertThat(new AnswerCheck(QUESTION, "308 it was" + " word".repeat(60)).goldRecall())
                .isEqualTo(1);
        assertThat(new AnswerCheck(QUESTION, "Some points [1].").goldRecall()).isEqualTo(.5);
        assertThat(new AnswerCheck(PAGES, "Some points.").goldRecall()).isZero();
    }

    @Test
    void firstCitationMustBeAGoldPassage() {
        AnswerCheck check = new AnswerCheck(QUESTION, "308");
        assertThat(check.citesGold(
                        check.cited(List.of(cited("d1", 1), cited("d2", 1)), NAMES), Set.of("Super_Bowl_50#0")))
                .isTrue();
        assertThat(check.citesGold(
                        check.cited(List.of(cited("d2", 1), cited("d1", 1)), NAMES), Set.of("Super_Bowl_50#0")))
                .isFalse();
        assertThat(check.citesGold(check.cited(List.of(), NAMES), Set.of("Super_Bowl_50#0")))
                .isFalse();
    }

    @Test
    void everyCitedPageMustBeGoldWhereThereAreGoldPages() {
        AnswerCheck check = new AnswerCheck(PAGES, "there");
        assertThat(check.citesGold(check.cited(List.of(cited("d2", 7), cited("d2", 8)), NAMES), Set.of()))
                .isTrue();
        assertThat(check.cited(List.of(cited("d2", 7), cited("d2", 8), cited("d2", 7)), NAMES))
                .containsExactly("a.pdf#7", "a.pdf#8");
        assertThat(check.citesGold(check.cited(List.of(cited("d2", 7), cited("d2", 9)), NAMES), Set.of()))
                .isFalse();
        assertThat(check.citesGold(check.cited(List.of(), NAMES), Set.of())).isFalse();
    }

    private static Citation cited(String document, int page) {
        return new Citation(1, document, "c", "uri", "title", page, List.of(), null, "quote");
    }
}
