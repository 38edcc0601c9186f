package io.millrace.core.answer;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether passages support a sentence. One does if a sentence of it, or two that follow each other, hold enough of the
 * claim's words by weight, all its numbers, and agree in negation, and if every name of the claim stands there, in the
 * sentence before (which its pronouns point to), or in title and headings. Links must stand in the passage to the letter.
 */
final class Verifier {

    private static final double JOINING_GAIN = .1;

    private final List<Unit> units = new ArrayList<>();
    private final Set<String> knownNames = new HashSet<>();
    private final ToDoubleFunction<String> inverseDocumentFrequency;
    private final double threshold;

    /**
     * @param inverseDocumentFrequency what a stem is worth
     * @param threshold the least coverage, 0..1
     */
    Verifier(List<Passage> passages, ToDoubleFunction<String> inverseDocumentFrequency, double threshold) {
        this.inverseDocumentFrequency = inverseDocumentFrequency;
        this.threshold = threshold;
        passages.forEach(this::add);
    }

    /**
     * What supports a claim.
     *
     * @param span in the passage's text
     * @param coverage the idf-weighted share of the claim's stems found there, 0..1
     */
    record Support(Passage passage, Span span, double coverage) {}

    /**
     * A sentence of a passage, or two neighbours, and the words around that a claim may take names from.
     *
     * @param parts the two sentences of a pair, else empty
     */
    private record Unit(
            Passage passage,
            Span span,
            SentenceFacts facts,
            SentenceFacts before,
            SentenceFacts context,
            List<Unit> parts) {

        boolean knows(String name) {
            return facts.words().contains(name)
                    || before.words().contains(name)
                    || context.words().contains(name);
        }

        boolean agreesInNegation(SentenceFacts claim) {
            return parts.isEmpty()
                    ? facts.negated() == claim.negated()
                    : parts.stream().allMatch(part -> part.agreesInNegation(claim));
        }
    }

    private void add(Passage passage) {
        Chunk chunk = passage.chunk();
        SentenceFacts context = SentenceFacts.of(PassageText.context(passage.title(), chunk.headings()));
        SentenceFacts before = SentenceFacts.of("");
        List<Span> spans =
                chunk.sentences().isEmpty() ? List.of(new Span(0, chunk.text().length())) : chunk.sentences();
        @Nullable Unit last = null;
        for (Span span : spans) {
            SentenceFacts facts = SentenceFacts.of(span.of(chunk.text()));
            knownNames.addAll(facts.names());
            Unit unit = new Unit(passage, span, facts, before, context, List.of());
            units.add(unit);
            if (last != null) {
                Span pair = new Span(last.span().start(), span.end());
                SentenceFacts both = SentenceFacts.of(pair.of(chunk.text()));
                units.add(new Unit(passage, pair, both, last.before(), context, List.of(last, unit)));
            }
            before = facts;
            last = unit;
        }
    }

    /** The best support of {@code claim}, or nothing; among equals the earlier. */
    Optional<Support> support(String claim) {
        SentenceFacts facts = SentenceFacts.of(claim);
        double total = weight(facts.stems());
        if (total <= 0) {
            return Optional.empty();
        }
        List<String> links = Links.in(claim);
        @Nullable Support best = null;
        for (Unit unit : units) {
            double coverage = coverage(facts, unit, total);
            if (coverage >= threshold
                    && (best == null || coverage > best.coverage())
                    && agrees(facts, unit)
                    && isNeeded(facts, unit, coverage, total)
                    && Links.allIn(unit.passage(), links)) {
                best = new Support(unit.passage(), unit.span(), coverage);
            }
        }
        return Optional.ofNullable(best);
    }

    /** Two sentences count only for a claim that joins them: a wrong number must not be borrowed from a neighbour. */
    private boolean isNeeded(SentenceFacts claim, Unit unit, double coverage, double total) {
        return unit.parts().stream().allMatch(part -> coverage >= coverage(claim, part, total) + JOINING_GAIN);
    }

    private boolean agrees(SentenceFacts claim, Unit unit) {
        return unit.agreesInNegation(claim)
                && unit.facts().numbers().containsAll(claim.numbers())
                && claim.names().stream().allMatch(unit::knows)
                && (!knownNames.contains(claim.first()) || unit.knows(claim.first()));
    }

    /** Words that only the sentence before, the title or the headings hold count half. */
    private double coverage(SentenceFacts claim, Unit unit, double total) {
        double covered = 0;
        for (String stem : claim.stems()) {
            if (unit.facts().stems().contains(stem)) {
                covered += inverseDocumentFrequency.applyAsDouble(stem);
            } else if (unit.before().stems().contains(stem)
                    || unit.context().stems().contains(stem)) {
                covered += inverseDocumentFrequency.applyAsDouble(stem) / 2;
            }
        }
        return covered / total;
    }

    private double weight(Set<String> stems) {
        double weight = 0;
        for (String stem : stems) {
            weight += inverseDocumentFrequency.applyAsDouble(stem);
        }
        return weight;
    }
}
