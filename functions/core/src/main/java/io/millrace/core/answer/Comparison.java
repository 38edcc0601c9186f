package io.millrace.core.answer;

import io.millrace.core.answer.Statement.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A claim beside a {@link ClaimUnit}, word by word. */
final class Comparison {

    private static final int NEAR = 3;
    private static final int REACH = 5;
    private static final int COMMON_START = 4;

    /** More of the passage's order than this is no better: whoever says it in other words changes it. */
    private static final double ENOUGH = .5;

    private static final double ADJACENT_COUNTS = .3;

    /** One sentence is the better witness unless two hold much more: what a pronoun stands for is no reason. */
    private static final double PAIR_COSTS = .2;

    private final Statement claim;
    private final ClaimUnit unit;
    private final Map<String, Double> weights = new LinkedHashMap<>();
    private final double total;
    private double covered;
    private double missing;
    private double similar;
    private int missingWords;

    /** @param inverseDocumentFrequency what a stem is worth */
    Comparison(Statement claim, ClaimUnit unit, ToDoubleFunction<String> inverseDocumentFrequency) {
        this.claim = claim;
        this.unit = unit;
        for (Word word : claim.content()) {
            weights.computeIfAbsent(word.key(), key -> inverseDocumentFrequency.applyAsDouble(word.stem()));
        }
        this.total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        weights.forEach(this::cover);
    }

    private void cover(String key, double weight) {
        if (unit.said().hasStem(key)) {
            covered += weight;
        } else if (unit.before().hasStem(key) || unit.context().hasStem(key)) {
            covered += weight / 2;
        } else {
            missing += weight;
            missingWords++;
            similar += key.length() >= COMMON_START
                            && unit.said().stems().stream()
                                    .anyMatch(stem -> stem.startsWith(key.substring(0, COMMON_START)))
                    ? weight
                    : 0;
        }
    }

    /** The idf-weighted share of the claim's words that the unit holds, 0..1; those around it count half. */
    double coverage() {
        return total > 0 ? covered / total : 0;
    }

    /** Whether both say the same words in the same order. */
    boolean isTheSame() {
        return claim.keys().equals(unit.said().keys());
    }

    /** What the most fitting unit has most of. */
    double merit() {
        return coverage() + ADJACENT_COUNTS * neighbours(NEAR) - (unit.parts().isEmpty() ? 0 : PAIR_COSTS);
    }

    Features features(ToDoubleFunction<String> inverseDocumentFrequency) {
        Features f = new Features(VerificationFeature.values());
        f.put(VerificationFeature.COVERAGE, coverage());
        f.put(VerificationFeature.MISSING, missing / 10);
        f.put(VerificationFeature.MISSING_SHARE, missingWords / (double) Math.max(1, weights.size()));
        f.put(VerificationFeature.SIMILAR, missing > 0 ? similar / missing : 0);
        f.put(VerificationFeature.ADJACENT, Math.min(ENOUGH, neighbours(NEAR)) / ENOUGH);
        f.put(VerificationFeature.IN_ORDER, Math.min(ENOUGH, neighbours(Integer.MAX_VALUE)) / ENOUGH);
        f.put(VerificationFeature.STRAYED, strayed());
        f.put(VerificationFeature.BORROWED, borrowed());
        f.put(VerificationFeature.STRANGE_START, claim.first() == null || unit.near(claim.first()) ? 0 : 1);
        f.put(VerificationFeature.REPEATED, repeated(inverseDocumentFrequency));
        f.put(VerificationFeature.LENGTH, Math.log1p(claim.content().size()) / 4);
        f.put(VerificationFeature.PAIR, unit.parts().isEmpty() ? 0 : 1);
        return f;
    }

    /** Of the claim's neighbouring words that the unit has, the share that follow each other there within {@code distance} words; passive turns them round. */
    private double neighbours(int distance) {
        List<Word> words = claim.content().stream()
                .filter(word -> unit.said().hasStem(word.key()))
                .toList();
        boolean turned = claim.passive() != unit.said().passive();
        int held = 0;
        for (int i = 0; i + 1 < words.size(); i++) {
            String one = words.get(i).key();
            String next = words.get(i + 1).key();
            held += follow(one, next, distance) || (turned && follow(next, one, distance)) ? 1 : 0;
        }
        return words.size() < 2 ? .5 : held / (words.size() - 1.0);
    }

    private boolean follow(String one, String next, int distance) {
        for (int from : unit.said().places(one)) {
            for (int to : unit.said().places(next)) {
                if (to > from && to - from <= distance) {
                    return true;
                }
            }
        }
        return false;
    }

    private int strayed() {
        boolean turned = claim.passive() != unit.said().passive();
        List<Word> words = claim.content();
        int strayed = 0;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if ((word.name() || !word.number().isEmpty()) && unit.said().hasStem(word.key())) {
                strayed += strays(i, turned || !word.number().isEmpty()) ? 1 : 0;
            }
        }
        return strayed;
    }

    /**
     * Whether words stand around it in the claim of which none is near it in the unit.
     *
     * @param turned whether they may be on its other side: a date may come first or last, a name does not change sides
     */
    private boolean strays(int at, boolean turned) {
        List<Word> words = claim.content();
        String key = words.get(at).key();
        boolean any = false;
        for (int i = Math.max(0, at - NEAR); i < Math.min(words.size(), at + NEAR + 1); i++) {
            Word other = words.get(i);
            boolean sameName = words.get(at).name() && other.name() && Math.abs(i - at) == 1;
            if (i != at && !sameName && unit.said().hasStem(other.key())) {
                any = true;
                String first = i < at ? other.key() : key;
                String second = i < at ? key : other.key();
                if (follow(first, second, REACH) || (turned && follow(second, first, REACH))) {
                    return false;
                }
            }
        }
        return any;
    }

    private double borrowed() {
        long borrowed = claim.names().stream()
                .filter(name -> !unit.said().has(name) && !unit.isMeantByPronoun(name))
                .count();
        return borrowed / (double) Math.max(1, claim.content().size());
    }

    private double repeated(ToDoubleFunction<String> inverseDocumentFrequency) {
        double all = 0;
        double held = 0;
        for (Word word : unit.said().content()) {
            double weight = inverseDocumentFrequency.applyAsDouble(word.stem());
            all += weight;
            held += claim.hasStem(word.key()) ? weight : 0;
        }
        return all > 0 ? held / all : 0;
    }
}
