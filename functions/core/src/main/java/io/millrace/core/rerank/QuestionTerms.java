package io.millrace.core.rerank;

import io.millrace.core.text.Terms;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The stems of a question, each once, with what each is worth.
 *
 * @param weights stem → inverse document frequency, above 0, in the order of the question
 */
public record QuestionTerms(Map<String, Double> weights) {

    public QuestionTerms {
        // Map.copyOf would iterate in an order that changes from one process to the next, and with it the last bits of
        // every sum.
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /**
     * @param inverseDocumentFrequency of a stem, as {@link io.millrace.core.index.IndexSnapshot#inverseDocumentFrequency} gives it
     */
    public static QuestionTerms of(String question, ToDoubleFunction<String> inverseDocumentFrequency) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String stem : Terms.stems(question)) {
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
