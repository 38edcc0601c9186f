package io.millrace.core.answer;

import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.retrieve.ScoredPassage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the question's stems are worth among a few sentences that are all about the same: one that each of them holds tells none from the others. Stems
 * that begin alike (Shelly, Shelley) match in part.
 */
final class LocalWeights {

    private static final int COMMON_START = 4;
    private static final double PART = .6;

    private final Map<String, Double> weights;
    private final double total;
    private final double best;

    private LocalWeights(Map<String, Double> weights, double total, List<Set<String>> sentences) {
        this.weights = weights;
        this.total = total;
        this.best = sentences.stream().mapToDouble(this::share).max().orElse(0);
    }

    /** @param terms the question's stems, as {@link IrregularForms} has them, with what each is worth in the index */
    static LocalWeights of(Map<String, Double> terms, List<ScoredPassage> passages) {
        List<Set<String>> sentences = new ArrayList<>();
        for (ScoredPassage passage : passages) {
            String text = passage.passage().chunk().text();
            for (ScoredSentence sentence : passage.sentences()) {
                sentences.add(new HashSet<>(IrregularForms.stems(sentence.span().of(text))));
            }
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        double total = 0;
        for (Map.Entry<String, Double> term : terms.entrySet()) {
            double held = sentences.stream()
                    .mapToDouble(stems -> match(term.getKey(), stems))
                    .sum();
            if (held > 0) {
                double weight = term.getValue() * Math.log((sentences.size() + 1) / (held + .5));
                weights.put(term.getKey(), weight);
                total += weight;
            }
        }
        return new LocalWeights(weights, total, sentences);
    }

    /** The share, 0..1, of the weight of all that any of the sentences holds. */
    double share(Set<String> stems) {
        double held = 0;
        for (Map.Entry<String, Double> weight : weights.entrySet()) {
            held += weight.getValue() * match(weight.getKey(), stems);
        }
        return total > 0 ? held / total : 0;
    }

    /** The highest share of one of the sentences. */
    double best() {
        return best;
    }

    private static double match(String stem, Set<String> stems) {
        if (stems.contains(stem)) {
            return 1;
        }
        if (stem.length() < COMMON_START) {
            return 0;
        }
        String start = stem.substring(0, COMMON_START);
        return stems.stream().anyMatch(other -> other.startsWith(start)) ? PART : 0;
    }
}
