package io.millrace.core.answer;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.StemFinder;
import io.millrace.core.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence, or the part of a long one that matches the question best.
 *
 * @param text the words to show, with an ellipsis where words were left out
 * @param span what of the passage's text it shows
 * @param words how many words {@code text} has, ellipses counted
 */
record Excerpt(String text, Span span, int words) {

    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final String CLAUSE_ENDS = ",;:—–)";

    /** The two ellipses. */
    private static final int ELLIPSES = 2;

    /**
     * Cuts {@code sentence} to at most {@code maxWords} words (at least 4): the stretch that holds most of the question's
     * weight, starting after a clause's end where one such does as well.
     */
    static Excerpt of(String passage, Span sentence, QuestionTerms terms, int maxWords) {
        String text = sentence.of(passage);
        List<Span> words = words(text);
        if (words.size() <= maxWords) {
            return new Excerpt(oneLine(text), sentence, words.size());
        }
        double[] weights = weights(text, words, terms);
        int length = maxWords - ELLIPSES;
        int best = 0;
        double bestWeight = -1;
        double weight = 0;
        for (int end = 0; end < words.size(); end++) {
            weight += weights[end];
            int start = end - length + 1;
            if (start > 0) {
                weight -= weights[start - 1];
            }
            if (start >= 0) {
                double worth = weight + (startsClause(text, words, start) ? 1e-3 : 0);
                if (worth > bestWeight + 1e-9) {
                    bestWeight = worth;
                    best = start;
                }
            }
        }
        int last = best + length - 1;
        Span cut = new Span(words.get(best).start(), words.get(last).end());
        String shown = (best > 0 ? "… " : "") + oneLine(cut.of(text)) + (last < words.size() - 1 ? " …" : "");
        return new Excerpt(shown, cut.plus(sentence.start()), words(shown).size());
    }

    private static boolean startsClause(String text, List<Span> words, int start) {
        return start == 0
                || CLAUSE_ENDS.indexOf(text.charAt(words.get(start - 1).end() - 1)) >= 0;
    }

    private static List<Span> words(String text) {
        List<Span> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(new Span(word.start(), word.end()));
        }
        return words;
    }

    private static double[] weights(String text, List<Span> words, QuestionTerms terms) {
        double[] ofStem = terms.weights().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        double[] weights = new double[words.size()];
        int[] word = {0};
        new StemFinder(terms.weights().keySet()).find(text, (stem, offset) -> {
            while (words.get(word[0]).end() <= offset) {
                word[0]++;
            }
            weights[word[0]] += ofStem[stem];
        });
        return weights;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
