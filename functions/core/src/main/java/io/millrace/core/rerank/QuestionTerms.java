package io.millrace.core.rerank;

import io.millrace.core.text.Terms;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The stems of a question that tell what it is about, each once, with what each is worth.
 *
 * @param weights stem → inverse document frequency, above 0, in the order of the question
 */
public record QuestionTerms(Map<String, Double> weights) {

    public QuestionTerms {
        // Map.copyOf would iterate in an order that changes from one process to the next, and with it the last bits of
        // every sum.
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** What makes a question of a statement, stemmed: rare in documents, so of a high weight that says nothing. */
    private static final Set<String> ASKING = Set.copyOf(Terms.stems("who whom whose what when where which why how"
            + " do does did can could may might shall should will would has have had am been were"
            + " i me my we us our you your he she him her his its"));

    /**
     * The stems of {@code question} without those that only ask, unless there are no others.
     *
     * @param inverseDocumentFrequency of a stem, as {@link io.millrace.core.index.IndexSnapshot#inverseDocumentFrequency} gives it
     */
    public static QuestionTerms of(String question, ToDoubleFunction<String> inverseDocumentFrequency) {
        List<String> stems = Terms.stems(question);
        List<String> telling =
                stems.stream().filter(stem -> !ASKING.contains(stem)).toList();
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String stem : telling.isEmpty() ? stems : telling) {
            weights.computeIfAbsent(stem, inverseDocumentFrequency::applyAsDouble);
        }
        return new QuestionTerms(weights);
    }

    /** The sum of all weights; 0 where the question has stop words only. */
    public double total() {
        double total = 0;
        for (double weight : weights.values()) {
            total += weight;
        }
        return total;
    }
}
