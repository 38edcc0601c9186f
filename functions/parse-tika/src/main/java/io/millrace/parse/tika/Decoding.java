package io.millrace.parse.tika;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes to text where no guess is needed. */
final class Decoding {

    private static final int SAMPLE = 4096;

    private Decoding() {}

    /** The text of {@code bytes} if they are UTF-8 and text, without a byte order mark; null if not. */
    static @Nullable String utf8(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            text = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return isText(text) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether {@code text} holds no NUL and, at its start, hardly any other control characters. */
    static boolean isText(String text) {
        int controls = 0;
        int sample = Math.min(text.length(), SAMPLE);
        for (int i = 0; i < sample; i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == '\uFFFD') {
                controls++;
            }
        }
        return text.indexOf('\0') < 0 && controls * 50 <= sample;
    }
}
