package io.millrace.core.text;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What somebody put in quotation marks because these very words are meant. */
public final class QuotedPhrases {

    private static final Pattern QUOTED =
            Pattern.compile("\"([^\"]{2,200})\"|[“„]([^“”„]{2,200})[“”]|«([^«»]{2,200})»");

    /** More than a question has; what is beyond counts as words. */
    private static final int MOST = 8;

    private QuotedPhrases() {}

    /** The phrases in {@code text}, without their marks, in order. */
    public static List<String> in(String text) {
        return QUOTED.matcher(text)
                .results()
                .map(QuotedPhrases::content)
                .filter(phrase -> !phrase.isBlank())
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
