package io.millrace.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.text.Span;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    private static final QuestionTerms TERMS = QuestionTerms.of("condenser patent", stem -> 1);

    @Test
    void keepsAShortSentenceWhole() {
        String text = "Before. Watt got\n a patent. After.";
        Excerpt excerpt = Excerpt.of(text, new Span(8, 27), TERMS, 20);
        assertThat(excerpt.text()).isEqualTo("Watt got a patent.");
        assertThat(excerpt.span()).isEqualTo(new Span(8, 27));
        assertThat(excerpt.words()).isEqualTo(4);
    }

    @Test
    void cutsALongSentenceAroundTheWordsThatMatch() {
        String text =
                "word ".repeat(50) + "end, Watt got a patent for his condenser that year, " + "more ".repeat(50) + "x.";
        Excerpt excerpt = Excerpt.of(text, new Span(0, text.length()), TERMS, 14);
        assertThat(excerpt.text())
                .startsWith("… Watt got a patent for his condenser")
                .endsWith(" …");
        assertThat(excerpt.words()).isEqualTo(14).isEqualTo(excerpt.text().split(" ").length);
        assertThat(excerpt.text()).contains(excerpt.span().of(text));
    }

    @Test
    void cutsOnlyTheEndWhereTheBeginningMatches() {
        String text = "A patent for his condenser " + "more ".repeat(50) + "x.";
        Excerpt excerpt = Excerpt.of(text, new Span(0, text.length()), TERMS, 10);
        assertThat(excerpt.text())
                .startsWith("A patent for his condenser more")
                .endsWith(" …")
                .doesNotStartWith("…");
    }
}
