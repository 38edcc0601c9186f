package io.millrace.core.answer;

import io.millrace.core.answer.Statement.Word;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether passages support a sentence. A sentence of theirs, or two that follow each other, must have all its numbers and dates, agree in negation and in what must and may be, and not exchange who does and who suffers, or from and to;
 * its names must stand there, in the sentence before where a pronoun may point to them, or in title and headings; links must stand in the passage to the letter.
 * What supports a reply without a verb must speak of the question as well. Of what meets all that, the one that fits best must make it likely enough by a {@link VerificationModel}. Safe for use by one thread.
 */
final class Verifier {

    private static final double JOINING_GAIN = .1;
    /** With less of a claim a sentence is not even compared. */
    private static final double COMPARED = .3;

    /** Whatever else speaks for it, a claim of which so much stands nowhere is not supported. */
    private static final double LEAST_COVERAGE = .65;

    private final List<ClaimUnit> units = new ArrayList<>();
    private final Set<String> knownNames = new HashSet<>();
    private final Map<String, Double> worth = new HashMap<>();
    private final ToDoubleFunction<String> inverseDocumentFrequency;
    private final VerificationModel model;
    private final Statement question;

    /**
     * @param question what is answered; empty where claims stand by themselves
     * @param inverseDocumentFrequency what a stem is worth; asked once for each
     */
    Verifier(
            String question,
            List<Passage> passages,
            ToDoubleFunction<String> inverseDocumentFrequency,
            VerificationModel model) {
        this.question = Statement.of(question);
        this.inverseDocumentFrequency = stem -> worth.computeIfAbsent(stem, inverseDocumentFrequency::applyAsDouble);
        this.model = model;
        for (Passage passage : passages) {
            units.addAll(ClaimUnit.of(passage));
        }
        units.forEach(unit -> unit.said().names().forEach(name -> knownNames.add(name.lower())));
    }

    /**
     * What supports a claim, or comes nearest to it.
     *
     * @param span in the passage's text
     * @param coverage the idf-weighted share of the claim's words found there, 0..1
     * @param probability that it supports the claim; 0 where a hard rule rejects it
     */
    record Support(Passage passage, Span span, double coverage, double probability) {}

    /**
     * @param rejection why the claim is not supported; null where it is
     * @param nearest what supports it or comes nearest; null where it shares no word with anything
     */
    record Verdict(@Nullable Rejection rejection, @Nullable Support nearest) {

        /** What supports the claim. */
        Optional<Support> support() {
            return rejection == null ? Optional.ofNullable(nearest) : Optional.empty();
        }
    }

    /** A claim beside the unit that it is judged by. */
    private record Match(ClaimUnit unit, Comparison comparison) {}

    Verdict verdict(String text) {
        Statement claim = Statement.of(text);
        List<String> links = Links.in(text);
        @Nullable Match best = best(claim, links);
        if (best != null) {
            Support support = support(best, probability(best));
            return new Verdict(support.probability() >= model.threshold() ? null : Rejection.TOO_LITTLE, support);
        }
        @Nullable Match nearest = nearest(claim);
        if (nearest == null) {
            return new Verdict(Rejection.NOTHING_ALIKE, null);
        }
        @Nullable Rejection why = rejection(claim, nearest, links);
        return new Verdict(why == null ? Rejection.TOO_LITTLE : why, support(nearest, 0));
    }

    /** What the model sees of a claim; nothing where a hard rule decides. */
    Optional<double[]> features(String text) {
        return Optional.ofNullable(best(Statement.of(text), Links.in(text))).map(this::features);
    }

    private double probability(Match match) {
        if (match.comparison().isTheSame()) {
            return 1;
        }
        return match.comparison().coverage() < LEAST_COVERAGE
                ? 0
                : model.model().probability(features(match));
    }

    private double[] features(Match match) {
        return match.comparison().features(inverseDocumentFrequency).values();
    }

    private @Nullable Match best(Statement claim, List<String> links) {
        boolean elliptic = Ellipsis.is(claim);
        @Nullable Match best = null;
        for (ClaimUnit unit : units) {
            if (elliptic && !speaksOfTheQuestion(unit)) {
                continue;
            }
            Match match = match(claim, unit);
            if (match.comparison().coverage() >= COMPARED
                    && (best == null
                            || match.comparison().merit() > best.comparison().merit())
                    && rejection(claim, match, links) == null) {
                best = match;
            }
        }
        return best;
    }

    private boolean speaksOfTheQuestion(ClaimUnit unit) {
        return question.content().isEmpty()
                || match(question, unit).comparison().coverage() >= Ellipsis.LEAST_OF_QUESTION;
    }

    private @Nullable Match nearest(Statement claim) {
        @Nullable Match nearest = null;
        for (ClaimUnit unit : units) {
            Match match = match(claim, unit);
            double coverage = match.comparison().coverage();
            if (coverage > (nearest == null ? 0 : nearest.comparison().coverage())) {
                nearest = match;
            }
        }
        return nearest;
    }

    private Match match(Statement claim, ClaimUnit unit) {
        return new Match(unit, new Comparison(claim, unit, inverseDocumentFrequency));
    }

    private @Nullable Rejection rejection(Statement claim, Match match, List<String> links) {
        ClaimUnit unit = match.unit();
        if (!unit.hasNumbersOf(claim)) {
            return Rejection.NUMBER;
        }
        Word first = claim.first();
        if (!claim.names().stream().allMatch(unit::knows)
                || (first != null && knownNames.contains(first.lower()) && !unit.knows(first))) {
            return Rejection.NAME;
        }
        if (!unit.said().deniesAs(claim)) {
            return Rejection.NEGATION;
        }
        if (!unit.said().bindsAs(claim)) {
            return Rejection.MODALITY;
        }
        if (!unit.said().hasAgentsOf(claim) || !unit.said().leadsAs(claim)) {
            return Rejection.ROLE;
        }
        if (!Links.allIn(unit.passage(), links)) {
            return Rejection.LINK;
        }
        return isNeeded(claim, match) ? null : Rejection.TOO_LITTLE;
    }

    /** Two sentences count only for a claim that joins them: a wrong number must not be borrowed from a neighbour. */
    private boolean isNeeded(Statement claim, Match match) {
        return match.unit().parts().stream()
                .allMatch(part -> match.comparison().coverage()
                        >= match(claim, part).comparison().coverage() + JOINING_GAIN);
    }

    private static Support support(Match match, double probability) {
        return new Support(
                match.unit().passage(), match.unit().span(), match.comparison().coverage(), probability);
    }
}
