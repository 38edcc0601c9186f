package io.millrace.parse.tika;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines of text that a typesetter or an editor broke, put together again. */
final class Lines {

    private static final Pattern ITEM = Pattern.compile("(?:[-*+•◦▪‣·–●○■□]|\\(?\\d{1,3}[.)]|[a-z][.)])\\s+\\S.*");
    /** Words of lower case letters with a hyphen, but not parts of longer ones. */
    private static final Pattern COMPOUND =
            Pattern.compile("(?<![\\p{L}\\p{N}-])\\p{Ll}+(?:-\\p{Ll}+){1,4}(?![\\p{L}\\p{N}-])");

    private static final Pattern LAST_WORD = Pattern.compile("^.*?((?:\\p{Ll}+-){1,4})$");
    private static final Pattern FIRST_WORD = Pattern.compile("^(\\p{Ll}+(?:-\\p{Ll}+){0,3}).*$");
    private static final double FULL = .65;
    private static final double TIGHT = .85;
    private static final int MIN_WIDTH = 40;
    private static final int MAX_WIDTH = 160;

    private Lines() {}

    /** Whether {@code line} starts like an item of a list. */
    static boolean isItem(String line) {
        return ITEM.matcher(line).matches();
    }

    /** The length of a full line among {@code lines}: the longest; 0 where lines do not look broken at a width. */
    static int width(List<String> lines) {
        int longest = 0;
        for (String line : lines) {
            longest = Math.max(longest, line.length());
        }
        return longest < MIN_WIDTH || longest > MAX_WIDTH ? 0 : longest;
    }

    /**
     * Joins each full line with the next: with a space, or with nothing where a word was divided. Short lines stay, and so do those before an
     * item.
     *
     * @param width as {@link #width} gives it; 0 joins nothing
     */
    static List<String> joined(List<String> lines, int width) {
        return joined(lines, width, Set.of());
    }

    /** @param compounds words that keep their hyphen where a line ends at it, as {@link #addCompounds} finds them */
    static List<String> joined(List<String> lines, int width, Set<String> compounds) {
        List<String> result = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        boolean open = false;
        for (String raw : lines) {
            String line = raw.strip();
            if (line.isEmpty()) {
                continue;
            }
            if (open && !isItem(line)) {
                join(joined, line, compounds);
            } else {
                close(joined, result);
                joined.append(line);
            }
            open = line.length() >= FULL * width && width > 0;
        }
        close(joined, result);
        return result;
    }

    private static void close(StringBuilder joined, List<String> result) {
        if (!joined.isEmpty()) {
            result.add(joined.toString());
            joined.setLength(0);
        }
    }

    /** Adds the words with a hyphen that stand whole in a line of {@code lines}. */
    static void addCompounds(List<String> lines, Set<String> compounds) {
        for (String line : lines) {
            if (line.indexOf('-') > 0) {
                COMPOUND.matcher(line).results().forEach(found -> compounds.add(found.group()));
            }
        }
    }

    /** Whether the first word of {@code next} had no room at the end of {@code line}, by characters as wide as they are on average. */
    static boolean hadNoRoom(String line, String next, int width) {
        int space = next.indexOf(' ');
        int word = space < 0 ? next.length() : space;
        return width > 0 && !isItem(next) && line.length() + 1 + word > TIGHT * width;
    }

    private static void join(StringBuilder line, String next, Set<String> compounds) {
        int last = line.length() - 1;
        if (last > 0
                && (line.charAt(last) == '-' || line.charAt(last) == '‐')
                && Character.isLowerCase(line.charAt(last - 1))
                && Character.isLowerCase(next.charAt(0))) {
            if (compounds.isEmpty() || !compounds.contains(compound(line, next))) {
                line.setLength(last);
            }
            line.append(next);
        } else {
            line.append(' ').append(next);
        }
    }

    /** The word that would be there if {@code line} were broken at its own hyphen. */
    private static String compound(StringBuilder line, String next) {
        String end = line.substring(Math.max(0, line.length() - MAX_WIDTH));
        return LAST_WORD.matcher(end).replaceFirst("$1")
                + FIRST_WORD.matcher(next).replaceFirst("$1");
    }
}
