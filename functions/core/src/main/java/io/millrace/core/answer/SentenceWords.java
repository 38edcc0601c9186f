package io.millrace.core.answer;

import io.millrace.core.rerank.QuestionTerms;
import io.millrace.core.rerank.StemFinder;
import io.millrace.core.text.Span;
import io.millrace.core.text.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a sentence, each described by what it is and how far from the question's own words it stands. */
final class SentenceWords {

    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern MARKS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int FAR = 12;

    private final List<Span> words = new ArrayList<>();
    private final List<Features> features = new ArrayList<>();

    SentenceWords(String sentence, AnswerType wanted, QuestionTerms terms) {
        Matcher word = WORD.matcher(sentence);
        while (word.find()) {
            words.add(new Span(word.start(), word.end()));
        }
        boolean[] asked = asked(sentence, terms);
        int[] since = new int[words.size()];
        int[] until = new int[words.size()];
        distances(asked, since, until);
        for (int i = 0; i < words.size(); i++) {
            features.add(describe(words.get(i).of(sentence), i, asked[i], since[i], until[i], wanted));
        }
    }

    /** Where each word lies in the sentence. */
    List<Span> spans() {
        return words;
    }

    /** By word, those of {@link WordFeature}. */
    List<Features> features() {
        return features;
    }

    private boolean[] asked(String sentence, QuestionTerms terms) {
        boolean[] asked = new boolean[words.size()];
        int[] word = {0};
        new StemFinder(terms.weights().keySet()).find(sentence, (stem, place, offset) -> {
            while (words.get(word[0]).end() <= offset) {
                word[0]++;
            }
            asked[word[0]] = true;
        });
        return asked;
    }

    private static void distances(boolean[] asked, int[] since, int[] until) {
        int distance = FAR;
        for (int i = 0; i < asked.length; i++) {
            distance = asked[i] ? 0 : Math.min(FAR, distance + 1);
            since[i] = distance;
        }
        distance = FAR;
        for (int i = asked.length - 1; i >= 0; i--) {
            distance = asked[i] ? 0 : Math.min(FAR, distance + 1);
            until[i] = distance;
        }
    }

    private Features describe(String written, int place, boolean asked, int since, int until, AnswerType wanted) {
        Features f = new Features(WordFeature.values());
        String bare = MARKS.matcher(written).replaceAll("");
        boolean capital = !asked && place > 0 && !bare.isEmpty() && Character.isUpperCase(bare.codePointAt(0));
        boolean number = !asked && bare.chars().anyMatch(Character::isDigit);
        put(f, WordFeature.ASKED, asked);
        put(f, WordFeature.STOP, !asked && Terms.stems(bare).isEmpty());
        put(f, WordFeature.CAPITAL, capital);
        put(f, WordFeature.NUMBER, number);
        put(f, WordFeature.BRACKET, written.indexOf('(') >= 0 || written.indexOf(')') >= 0);
        switch (wanted) {
            case NUMBER -> put(f, WordFeature.WANTED_NUMBER, number);
            case DATE ->
                put(
                        f,
                        WordFeature.WANTED_DATE,
                        !asked && Dates.FORM.matcher(written).find());
            case PERSON -> put(f, WordFeature.WANTED_PERSON, capital);
            case PLACE -> put(f, WordFeature.WANTED_PLACE, capital);
            case OTHER -> put(f, WordFeature.OTHER_CAPITAL, capital);
        }
        f.put(WordFeature.SINCE_ASKED, since / (double) FAR);
        f.put(WordFeature.UNTIL_ASKED, until / (double) FAR);
        f.put(WordFeature.NEAREST_ASKED, Math.min(since, until) / (double) FAR);
        f.put(WordFeature.POSITION, place / (double) words.size());
        return f;
    }

    private static void put(Features features, WordFeature feature, boolean value) {
        features.put(feature, value ? 1 : 0);
    }
}
