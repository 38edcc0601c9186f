package io.millrace.core.text;

import java.util.Optional;

/**
 * A line of plain text that is a heading by the equals signs around it, as MediaWiki, txt2tags and WikiText write them:
 * {@code == Gameplay ==}, or {@code = = Gameplay = =}.
 *
 * @param level how many signs are on each side, 1 to 6
 * @param start where the heading itself starts in the line
 * @param text the heading itself
 */
public record HeadingLine(int level, int start, String text) {

    private static final int MAX_LEVEL = 6;

    /** Reads one line, in time that grows with its length: documents come from anybody. */
    public static Optional<HeadingLine> of(String line) {
        int to = line.length();
        while (to > 0 && isSpace(line.charAt(to - 1))) {
            to--;
        }
        int from = 0;
        while (from < to && isSpace(line.charAt(from))) {
            from++;
        }
        Marks left = Marks.after(line, from, to);
        if (left.level == 0 || left.level > MAX_LEVEL || left.edge == to || isSpace(line.charAt(left.edge))) {
            return Optional.empty();
        }
        Marks right = Marks.before(line, left.edge, to);
        String text = line.substring(left.edge, right.edge);
        return left.level == right.level
                        && text.indexOf('=') < 0
                        && text.codePoints().anyMatch(Character::isLetterOrDigit)
                ? Optional.of(new HeadingLine(left.level, left.edge, text))
                : Optional.empty();
    }

    /** As regular expressions mean it by {@code \s}. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /**
     * The signs on one side.
     *
     * @param level how many
     * @param edge where what is between them begins or ends
     */
    private record Marks(int level, int edge) {

        /** Signs with a space or none after each, and then any number of spaces. */
        static Marks after(String line, int from, int to) {
            int level = 0;
            int at = from;
            while (at < to && line.charAt(at) == '=') {
                level++;
                at += at + 1 < to && line.charAt(at + 1) == ' ' ? 2 : 1;
            }
            while (at < to && line.charAt(at) == ' ') {
                at++;
            }
            return new Marks(level, at);
        }

        /** The same from the other end. */
        static Marks before(String line, int from, int to) {
            int level = 0;
            int at = to;
            while (at > from && line.charAt(at - 1) == '=') {
                level++;
                at -= at - 1 > from && line.charAt(at - 2) == ' ' ? 2 : 1;
            }
            while (at > from && line.charAt(at - 1) == ' ') {
                at--;
            }
            return new Marks(level, at);
        }
    }
}
