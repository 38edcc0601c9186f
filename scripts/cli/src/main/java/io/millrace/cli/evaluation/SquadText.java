package io.millrace.cli.evaluation;

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

    /** Whether {@code text} holds {@code wanted} as whole words. */
    public static boolean holds(String text, String wanted) {
        String words = normalised(wanted);
        return !words.isEmpty() && (" " + normalised(text) + " ").contains(" " + words + " ");
    }
}
