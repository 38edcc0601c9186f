package io.millrace.cli.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Text as SQuAD 1.1's official evaluation compares it: lower case, without punctuation (ASCII), articles and extra space. */
public final class SquadText {

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern ARTICLES = Pattern.compile("\\b(a|an|the)\\b");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private SquadText() {}

    static String normalised(String text) {
        String plain = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        return SPACE.matcher(ARTICLES.matcher(plain).replaceAll(" "))
                .replaceAll(" ")
                .strip();
    }

    /** The share, 0..1, of the words of {@code wanted} that {@code text} has, a word as often as it stands there; 0 where nothing is wanted. */
    static double recall(String text, String wanted) {
        List<String> words = words(wanted);
        List<String> left = new ArrayList<>(words(text));
        long found = words.stream().filter(left::remove).count();
        return words.isEmpty() ? 0 : found / (double) words.size();
    }

    private static List<String> words(String text) {
        String plain = normalised(text);
        return plain.isEmpty() ? List.of() : List.of(plain.split(" ", -1));
    }

    /** Whether {@code text} holds {@code wanted} as whole words. */
    public static boolean holds(String text, String wanted) {
        String words = normalised(wanted);
        return !words.isEmpty() && (" " + normalised(text) + " ").contains(" " + words + " ");
    }
}
