package io.millrace.core.text;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What somebody put in quotation marks because these very words are meant. */
public final class QuotedPhrases {

    /** A straight mark opens before a word and closes behind one; that of inches (7") does neither. */
    private static final Pattern QUOTED = Pattern.compile(
            "(?<![^\\s(\\[{])\"(?=\\S)([^\"]++)(?<=\\S)\"(?![\\p{L}\\p{N}])|[“„]([^“”„]++)[“”]|«([^«»]++)»");

    private static final int LEAST_CHARACTERS = 2;
    private static final int MOST_CHARACTERS = 200;

    /** More than a question has; what is beyond counts as words. */
    private static final int MOST = 8;

    private QuotedPhrases() {}

    /** The phrases in {@code text}, without their marks, in order. */
    public static List<String> in(String text) {
        return QUOTED.matcher(text)
                .results()
                .map(QuotedPhrases::content)
                .filter(phrase ->
                        !phrase.isBlank() && phrase.length() >= LEAST_CHARACTERS && phrase.length() <= MOST_CHARACTERS)
                .limit(MOST)
                .toList();
    }

    private static String content(MatchResult found) {
        for (int group = 1; group < found.groupCount(); group++) {
            if (found.group(group) != null) {
                return found.group(group);
            }
        }
        return found.group(found.groupCount());
    }
}
