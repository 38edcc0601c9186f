package io.millrace.core.answer;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.retrieve.ScoredPassage;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Describes the sentences of the best passages, each beside its neighbours and its rivals. Made for one question. */
final class QuoteFeatures {

    private static final int FEWEST_WORDS = 6;
    private static final int NEAR = 4;
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern ASKS = Pattern.compile("[?？]\\P{L}*$");
    private static final Pattern ENDS = Pattern.compile("[.!。！…]\\P{L}*$");
    private static final Pattern FOCUS =
            Pattern.compile("\\b(?:what|which|how many|how much|whose)\\s+(?:kinds? of |types? of |sorts? of )?(\\w+)");

    private final String question;
    private final AnswerType type;
    private final SentenceFacts asked;
    private final Map<String, Double> weights;
    private final double total;
    private final Set<String> askedStems;
    private final List<String> askedInOrder;
    private final String focus;

    QuoteFeatures(String question, QuestionTerms terms) {
        this.question = question;
        this.type = AnswerType.of(question);
        this.asked = SentenceFacts.of(question);
        this.weights = new LinkedHashMap<>();
        terms.weights().forEach((stem, weight) -> weights.putIfAbsent(IrregularForms.base(stem), weight));
        this.total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        this.askedInOrder = List.copyOf(weights.keySet());
        this.askedStems = Set.copyOf(askedInOrder);
        var matcher = FOCUS.matcher(question.toLowerCase(Locale.ROOT));
        List<String> stems = matcher.find() ? IrregularForms.stems(matcher.group(1)) : List.of();
        this.focus = stems.isEmpty() || !askedStems.contains(stems.getFirst()) ? "" : stems.getFirst();
    }

    /**
     * A sentence with what tells of it.
     *
     * @param tells whether it may answer at all: it neither asks nor only repeats words of the question as a heading does
     */
    record Described(ScoredPassage passage, int rank, int place, Span span, boolean tells, Features features) {}

    /** The sentences of the first {@code passages} of {@code found}, in order. */
    List<Described> describe(List<ScoredPassage> found, int passages) {
        List<ScoredPassage> best = found.subList(0, Math.min(passages, found.size()));
        double cosine = Double.NEGATIVE_INFINITY;
        double coverage = 0;
        for (ScoredPassage passage : best) {
            for (ScoredSentence sentence : passage.sentences()) {
                cosine = Math.max(cosine, sentence.cosine());
                coverage = Math.max(coverage, sentence.coverage());
            }
        }
        LocalWeights local = LocalWeights.of(weights, best);
        List<Described> all = new ArrayList<>();
        for (int rank = 0; rank < best.size(); rank++) {
            describe(best.get(rank), rank, best.getFirst().scores().last(), cosine, coverage, local, all);
        }
        return all;
    }

    private void describe(
            ScoredPassage passage,
            int rank,
            double bestPassage,
            double cosine,
            double coverage,
            LocalWeights local,
            List<Described> all) {
        String text = passage.passage().chunk().text();
        List<ScoredSentence> sentences = passage.sentences();
        List<Set<String>> stems = new ArrayList<>();
        double passageBest = Double.NEGATIVE_INFINITY;
        for (ScoredSentence sentence : sentences) {
            stems.add(Set.copyOf(IrregularForms.stems(sentence.span().of(text))));
            passageBest = Math.max(passageBest, sentence.score());
        }
        Set<String> whole = new HashSet<>();
        stems.forEach(whole::addAll);
        for (int i = 0; i < sentences.size(); i++) {
            ScoredSentence sentence = sentences.get(i);
            Features f = new Features(QuoteFeature.values());
            double own = share(stems.get(i));
            f.put(QuoteFeature.COSINE, sentence.cosine());
            f.put(QuoteFeature.COSINE_GAP, cosine - sentence.cosine());
            f.put(QuoteFeature.COVERAGE, sentence.coverage());
            f.put(QuoteFeature.COVERAGE_GAP, coverage - sentence.coverage());
            double near = local.share(stems.get(i));
            f.put(QuoteFeature.LOCAL_COVERAGE, near);
            f.put(QuoteFeature.LOCAL_COVERAGE_GAP, local.best() - near);
            f.put(QuoteFeature.LOCAL_PASSAGE, local.share(whole) - near);
            f.put(QuoteFeature.OWN_COVERAGE, own);
            if (i > 0) {
                f.put(QuoteFeature.COVERAGE_WITH_BEFORE, share(union(stems.get(i), stems.get(i - 1))) - own);
                f.put(QuoteFeature.LOCAL_WITH_BEFORE, local.share(union(stems.get(i), stems.get(i - 1))) - near);
                f.put(QuoteFeature.LOCAL_BEFORE, local.share(stems.get(i - 1)));
                f.put(QuoteFeature.COSINE_BEFORE, sentences.get(i - 1).cosine());
            } else {
                f.put(QuoteFeature.OPENING, 1);
            }
            if (i + 1 < sentences.size()) {
                f.put(QuoteFeature.COVERAGE_WITH_AFTER, share(union(stems.get(i), stems.get(i + 1))) - own);
                f.put(QuoteFeature.LOCAL_WITH_AFTER, local.share(union(stems.get(i), stems.get(i + 1))) - near);
                f.put(QuoteFeature.LOCAL_AFTER, local.share(stems.get(i + 1)));
                f.put(QuoteFeature.COSINE_AFTER, sentences.get(i + 1).cosine());
            }
            f.put(QuoteFeature.SECOND, rank == 1 ? 1 : 0);
            f.put(QuoteFeature.LATER, rank > 1 ? 1 : 0);
            f.put(QuoteFeature.PASSAGE_GAP, bestPassage - passage.scores().last());
            f.put(QuoteFeature.PASSAGE_BEST, sentence.score() >= passageBest ? 1 : 0);
            of(sentence.span().of(text), stems.get(i), f);
            all.add(new Described(
                    passage, rank, i, sentence.span(), tells(sentence.span().of(text), stems.get(i)), f));
        }
    }

    private void of(String sentence, Set<String> stems, Features f) {
        SentenceFacts facts = SentenceFacts.of(sentence);
        String[] words = SPACE.split(sentence);
        f.put(QuoteFeature.PAIRS, pairs(IrregularForms.stems(sentence)));
        f.put(QuoteFeature.FOCUS, !focus.isEmpty() && stems.contains(focus) ? 1 : 0);
        f.put(QuoteFeature.LENGTH, Math.log1p(words.length) / 4);
        f.put(QuoteFeature.SCRAP, words.length < FEWEST_WORDS ? 1 : 0);
        f.put(QuoteFeature.NOVELTY, novelty(stems));
        boolean number =
                facts.numbers().stream().anyMatch(found -> !asked.numbers().contains(found));
        boolean name = facts.names().stream().anyMatch(found -> !asked.words().contains(found));
        boolean date = Dates.FORM.matcher(sentence).results().anyMatch(found -> !question.contains(found.group()));
        switch (type) {
            case NUMBER -> {
                f.put(number ? QuoteFeature.NUMBER_FOUND : QuoteFeature.NUMBER_MISSING, 1);
                f.put(QuoteFeature.NUMBER_NEAR, near(words) ? 1 : 0);
            }
            case DATE -> f.put(date ? QuoteFeature.DATE_FOUND : QuoteFeature.DATE_MISSING, 1);
            case PERSON -> f.put(name ? QuoteFeature.PERSON_FOUND : QuoteFeature.PERSON_MISSING, 1);
            case PLACE -> f.put(name ? QuoteFeature.PLACE_FOUND : QuoteFeature.PLACE_MISSING, 1);
            case OTHER -> {
                f.put(QuoteFeature.OTHER_NAME, name ? 1 : 0);
                f.put(QuoteFeature.OTHER_NUMBER, number ? 1 : 0);
            }
        }
    }

    /** Whether a new number stands just before what is counted. */
    private boolean near(String[] words) {
        int lastNumber = -NEAR - 1;
        for (int i = 0; i < words.length; i++) {
            SentenceFacts word = SentenceFacts.of(words[i]);
            if (word.numbers().stream().anyMatch(found -> !asked.numbers().contains(found))) {
                lastNumber = i;
            } else if (i - lastNumber <= NEAR
                    && word.stems().stream().map(IrregularForms::base).anyMatch(askedStems::contains)) {
                return true;
            }
        }
        return false;
    }

    private double pairs(List<String> stems) {
        if (askedInOrder.size() < 2) {
            return 0;
        }
        Set<String> found = new HashSet<>();
        for (int i = 0; i < stems.size(); i++) {
            for (int j = i + 1; j < Math.min(stems.size(), i + 3); j++) {
                found.add(stems.get(i) + ' ' + stems.get(j));
            }
        }
        int held = 0;
        for (int i = 0; i + 1 < askedInOrder.size(); i++) {
            held += found.contains(askedInOrder.get(i) + ' ' + askedInOrder.get(i + 1)) ? 1 : 0;
        }
        return held / (double) (askedInOrder.size() - 1);
    }

    /** A question tells nothing, nor does a heading of the question's own words. */
    private boolean tells(String sentence, Set<String> stems) {
        return !ASKS.matcher(sentence).find() && (ENDS.matcher(sentence).find() || !askedStems.containsAll(stems));
    }

    private double novelty(Set<String> stems) {
        return stems.isEmpty()
                ? 0
                : stems.stream().filter(stem -> !askedStems.contains(stem)).count() / (double) stems.size();
    }

    private double share(Set<String> stems) {
        double held = 0;
        for (Map.Entry<String, Double> term : weights.entrySet()) {
            held += stems.contains(term.getKey()) ? term.getValue() : 0;
        }
        return total > 0 ? held / total : 0;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }
}
