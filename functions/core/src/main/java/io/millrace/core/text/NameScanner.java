package io.millrace.core.text;

/**
 * Finds names such as {@code ERR-4012}, {@code max_tokens} or {@code ann@example.org} in a text: letters and digits joined by single marks, with a digit or
 * another mark than the hyphen among them. (Words joined by hyphens count for less as a whole than they cost: core's README.) By hand and not by a
 * regular expression, since every word of every passage goes through here, when it is indexed and when it is searched.
 */
final class NameScanner {

    /** The longest name that counts as one, in UTF-16 units; what is longer is a path or a link. */
    static final int MAX_LENGTH = 64;

    private final CharSequence text;
    private int start;
    private int end;

    NameScanner(CharSequence text) {
        this.text = text;
    }

    /** Goes to the next name, from left to right; false where there is none. */
    boolean next() {
        int at = end;
        while (at < text.length()) {
            if (isMark(text.charAt(at)) && joins(at)) {
                start = runStart(at);
                boolean naming = take(at);
                if (naming && end - start <= MAX_LENGTH) {
                    return true;
                }
                at = end;
            } else {
                at++;
            }
        }
        return false;
    }

    /** UTF-16 offset of the name's first character. */
    int start() {
        return start;
    }

    /** UTF-16 offset after the name's last character. */
    int end() {
        return end;
    }

    /** Moves the end to that of the name whose first mark is at {@code mark}; whether it is one that counts. */
    private boolean take(int mark) {
        boolean naming = hasNumber(start, mark);
        int at = mark;
        while (at < text.length() && isMark(text.charAt(at)) && joins(at)) {
            int from = at + 1;
            int to = runEnd(from);
            naming |= text.charAt(at) != '-' || hasNumber(from, to);
            at = to;
        }
        end = at;
        return naming;
    }

    private boolean joins(int mark) {
        return mark > 0
                && mark + 1 < text.length()
                && isWordy(Character.codePointAt(text, mark + 1))
                && isWordy(Character.codePointBefore(text, mark));
    }

    private int runStart(int before) {
        int at = before;
        while (at > end) {
            int codePoint = Character.codePointBefore(text, at);
            if (!isWordy(codePoint)) {
                break;
            }
            at -= Character.charCount(codePoint);
        }
        return at;
    }

    private int runEnd(int from) {
        int at = from;
        while (at < text.length()) {
            int codePoint = Character.codePointAt(text, at);
            if (!isWordy(codePoint)) {
                break;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    private boolean hasNumber(int from, int to) {
        for (int at = from; at < to; at += Character.charCount(Character.codePointAt(text, at))) {
            if (isNumber(Character.codePointAt(text, at))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMark(char c) {
        return switch (c) {
            case '-', '_', '.', '/', ':', '@', '#', '+', '&' -> true;
            default -> false;
        };
    }

    private static boolean isWordy(int codePoint) {
        return Character.isLetter(codePoint) || isNumber(codePoint);
    }

    private static boolean isNumber(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
