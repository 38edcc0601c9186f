package io.millrace.core.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of plain text that is a heading by the equals signs around it, as MediaWiki, txt2tags and WikiText write them:
 * {@code == Gameplay ==}, or {@code = = Gameplay = =}.
 *
 * @param level how many signs are on each side, 1 to 6
 * @param start where the heading itself starts in the line
 * @param text the heading itself
 */
public record HeadingLine(int level, int start, String text) {

    private static final Pattern FORM = Pattern.compile("\\s*((?:= ?){1,6}) *([^=\\s][^=]*?) *((?: ?=){1,6})\\s*");

    /** Reads one line. */
    public static Optional<HeadingLine> of(String line) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int level = signs(matcher.group(1));
        String text = matcher.group(2);
        return level == signs(matcher.group(3)) && text.codePoints().anyMatch(Character::isLetterOrDigit)
                ? Optional.of(new HeadingLine(level, matcher.start(2), text))
                : Optional.empty();
    }

    private static int signs(String marks) {
        return (int) marks.chars().filter(c -> c == '=').count();
    }
}
