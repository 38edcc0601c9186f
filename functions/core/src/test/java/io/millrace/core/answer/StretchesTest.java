package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.text.Span;
import org.junit.jupiter.api.Test;

class StretchesTest {

    private static final QuestionTerms TERMS = QuestionTerms.of("When did the condenser get a patent?", stem -> 1);

    @Test
    void keepsAShortSentenceWhole() {
        Excerpt excerpt = excerpt("Before. Watt got\n a patent. After.", new Span(8, 27), 20);
        assertThat(excerpt.text()).isEqualTo("Watt got a patent.");
        assertThat(excerpt.span()).isEqualTo(new Span(8, 27));
        assertThat(excerpt.words()).isEqualTo(4);
    }

    @Test
    void cutsALongSentenceToWhatIsAskedFor() {
        String text =
                "word ".repeat(50) + "end, Watt got a patent for his condenser in 1769, " + "more ".repeat(50) + "x.";
        Excerpt excerpt = excerpt(text, new Span(0, text.length()), 14);
        assertThat(excerpt.text()).startsWith("… ").contains("1769").endsWith(" …");
        assertThat(excerpt.words()).isEqualTo(14).isEqualTo(excerpt.text().split(" ").length);
        assertThat(excerpt.text()).contains(excerpt.span().of(text));
    }

    @Test
    void oneEllipsisIsEnoughWhereOneEndIsCut() {
        String text = "In 1769 Watt got a patent, " + "more ".repeat(30) + "x.";
        Excerpt excerpt = excerpt(text, new Span(0, text.length()), 10);
        assertThat(excerpt.text()).startsWith("In 1769 Watt").endsWith(" …");
        assertThat(excerpt.words()).isEqualTo(10);
    }

    @Test
    void givesALongerStretchNoLessWorth() {
        String text = "In 1769 Watt got a patent for his condenser, and the works at Soho began to make them.";
        Stretches stretches = stretches(text, 30);
        for (int length = 2; length <= stretches.fitting(30); length++) {
            assertThat(stretches.worth(length)).isGreaterThanOrEqualTo(stretches.worth(length - 1));
        }
        assertThat(stretches.worth(stretches.fitting(30))).isEqualTo(.5);
    }

    private static Excerpt excerpt(String passage, Span sentence, int room) {
        Stretches stretches = stretches(sentence.of(passage), room);
        return stretches.excerpt(passage, sentence, stretches.fitting(room));
    }

    private static Stretches stretches(String sentence, int longest) {
        return new Stretches(
                new SentenceWords(sentence, AnswerType.DATE, TERMS),
                Calibration.MINILM.quotes().words(),
                .5,
                longest);
    }
}
