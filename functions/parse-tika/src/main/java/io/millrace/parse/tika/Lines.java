package io.millrace.parse.tika;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of text that a typesetter or an editor broke, put together again. */
final class Lines {

    private static final Pattern ITEM = Pattern.compile("(?:[-*+•◦▪‣·–●○■□]|\\(?\\d{1,3}[.)]|[a-z][.)])\\s+\\S.*");
    private static final double FULL = .65;
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
        List<String> result = new ArrayList<>();
        boolean open = false;
        for (String raw : lines) {
            String line = raw.strip();
            if (line.isEmpty()) {
                continue;
            }
            if (open && !isItem(line)) {
                result.set(result.size() - 1, join(result.getLast(), line));
            } else {
                result.add(line);
            }
            open = line.length() >= FULL * width && width > 0;
        }
        return result;
    }

    private static String join(String line, String next) {
        int last = line.length() - 1;
        if (last > 0
                && (line.charAt(last) == '-' || line.charAt(last) == '‐')
                && Character.isLowerCase(line.charAt(last - 1))
                && Character.isLowerCase(next.charAt(0))) {
            return line.substring(0, last) + next;
        }
        return line + " " + next;
    }
}
