package io.millrace.core.answer;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What may support a claim: a sentence of a passage, or two that follow each other, and the words around that a claim may take names from.
 *
 * @param span in the passage's text
 * @param before the sentence before, which its pronouns point to
 * @param context title and headings
 * @param parts the two sentences of a pair, else empty
 */
record ClaimUnit(
        Passage passage, Span span, Statement said, Statement before, Statement context, List<ClaimUnit> parts) {

    /** All of a passage: a sentence, the pair that it ends, the next sentence, and so on. */
    static List<ClaimUnit> of(Passage passage) {
        Chunk chunk = passage.chunk();
        Statement context = Statement.of(PassageText.context(passage.title(), chunk.headings()));
        Statement before = Statement.of("");
        List<Span> spans =
                chunk.sentences().isEmpty() ? List.of(new Span(0, chunk.text().length())) : chunk.sentences();
        List<ClaimUnit> units = new ArrayList<>();
        ClaimUnit last = null;
        for (Span span : spans) {
            Statement said = Statement.of(span.of(chunk.text()));
            ClaimUnit unit = new ClaimUnit(passage, span, said, before, context, List.of());
            units.add(unit);
            if (last != null) {
                Span pair = new Span(last.span().start(), span.end());
                units.add(new ClaimUnit(
                        passage,
                        pair,
                        Statement.of(pair.of(chunk.text())),
                        last.before(),
                        context,
                        List.of(last, unit)));
            }
            before = said;
            last = unit;
        }
        return units;
    }

    /** Whether a claim on it may use a name: its own, one of title or headings, or one that a pronoun of it may stand for. */
    boolean knows(Statement.Word name) {
        return said.has(name) || context.has(name) || (said.refers() && before.has(name));
    }

    /** Whether the pronoun that it begins with stands for a name which the sentence before begins with. */
    boolean isMeantByPronoun(Statement.Word name) {
        return said.startsWithPronoun() && before.startsWith(name);
    }

    /** Whether it or what is around it has a word. */
    boolean near(Statement.Word word) {
        return said.has(word) || context.has(word) || before.has(word);
    }

    /** Whether it, with title and headings, has each number as often as the claim: one must not stand in for another. */
    boolean hasNumbersOf(Statement claim) {
        return claim.numbers().entrySet().stream()
                .allMatch(number -> said.numbers().getOrDefault(number.getKey(), 0)
                                + context.numbers().getOrDefault(number.getKey(), 0)
                        >= number.getValue());
    }
}
