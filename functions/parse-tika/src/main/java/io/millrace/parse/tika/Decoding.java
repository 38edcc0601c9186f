package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes to text where no guess is needed. */
final class Decoding {

    private static final int SAMPLE = 4096;

    /** What is written in these (ISO-2022-JP) is UTF-8 to the letter, and says something else. */
    private static final String WRITTEN_IN_ASCII = "ISO-2022-";

    private Decoding() {}

    /**
     * The text of {@code bytes}, without a byte order mark: in UTF-8 where they are that, whatever is declared, since not a few servers declare ISO-8859-1 of
     * everything; else in the declared charset. Null where they are neither throughout, or no text.
     */
    static @Nullable String told(byte[] bytes, ParseRequest request) {
        Charset declared = Format.declaredCharset(request);
        String utf8 = strictly(bytes, StandardCharsets.UTF_8);
        if (declared == null || (utf8 != null && !declared.name().startsWith(WRITTEN_IN_ASCII))) {
            return utf8;
        }
        String text = strictly(bytes, declared);
        return text == null ? utf8 : text;
    }

    private static @Nullable String strictly(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder()
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
