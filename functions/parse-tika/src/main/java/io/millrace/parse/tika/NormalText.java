package io.millrace.parse.tika;

import java.text.Normalizer;

/**
 * The one spelling of text that everything behind the parser sees: NFC, lines end in {@code \n}, one kind of space, no control characters, no
 * soft hyphens or other invisible marks, ligatures as letters.
 */
final class NormalText {

    private static final char FIRST_LIGATURE = '\uFB00';
    private static final char LAST_LIGATURE = '\uFB06';

    private NormalText() {}

    static String of(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                append(out, c, i + 1 < text.length() ? text.charAt(i + 1) : 0);
            }
        }
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static boolean isPlain(char c) {
        return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t';
    }

    private static void append(StringBuilder out, char c, int next) {
        if (c == '\r') {
            if (next != '\n') {
                out.append('\n');
            }
        } else if (c == '\u2028' || c == '\u2029' || c == '\u0085' || c == '\f' || c == '\u000B') {
            out.append('\n');
        } else if (c >= FIRST_LIGATURE && c <= LAST_LIGATURE) {
            out.append(Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
        } else if (Character.isSpaceChar(c)) {
            out.append(' ');
        } else if (!Character.isISOControl(c)
                && Character.getType(c) != Character.FORMAT
                && !Character.isSurrogate(c)) {
            out.append(c);
        } else if (c == '\u200C' || c == '\u200D') {
            // Zero-width joiners change meaning in some scripts.
            out.append(c);
        }
    }
}
