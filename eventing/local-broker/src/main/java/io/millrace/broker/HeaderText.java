package io.millrace.broker;

import java.nio.charset.StandardCharsets;

/**
 * An attribute's value as an HTTP header's. What came in a header goes out as it came, so nothing that a header can hold is changed; a value from JSON that no
 * header can hold (line breaks, characters beyond Latin-1) is percent-encoded (CloudEvents HTTP binding 1.0.2 §3.1.3.2).
 */
final class HeaderText {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private HeaderText() {}

    static String of(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return encoded(value);
            }
        }
        return value;
    }

    private static String encoded(String value) {
        StringBuilder text = new StringBuilder(value.length() * 3);
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
                text.append((char) b);
            } else {
                text.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return text.toString();
    }
}
