package io.millrace.modelserver;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model's tokenizer (Hugging Face's, by way of DJL), with truncation and padding off: what does not fit is cut by the caller,
 * who counts it. Offsets are UTF-16, as Java's and ours. Safe for use by many threads.
 */
final class WordPieces implements AutoCloseable {

    /**
     * Long texts are tokenised in pieces of this size, cut at white space, so that memory stays bounded; words do not span pieces, so the tokens are
     * the same.
     */
    private static final int PIECE_CHARACTERS = 16_384;

    static {
        // DJL would otherwise look whether it runs on EC2 and report its use.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
    }

    private final HuggingFaceTokenizer tokenizer;

    WordPieces(Path tokenizerJson) throws IOException {
        this.tokenizer = HuggingFaceTokenizer.newInstance(
                tokenizerJson, Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false"));
    }

    /**
     * A token.
     *
     * @param special not of the text, such as [CLS]
     * @param start UTF-16 offset of its first character; 0 for a special token
     * @param end UTF-16 offset after its last character; 0 for a special token
     */
    record Token(long id, String text, boolean special, int start, int end) {}

    /**
     * The tokens that fit a window.
     *
     * @param ids with [CLS] first and [SEP] last
     * @param starts UTF-16 offset of each token's first character
     * @param ends UTF-16 offset after each token's last character
     * @param cut how many did not fit
     */
    @SuppressWarnings("ArrayRecordComponent") // short-lived, within one call
    record Window(long[] ids, int[] starts, int[] ends, int cut) {}

    /** The first {@code size} − 2 tokens of {@code text} between [CLS] and [SEP]. */
    Window window(String text, int size) {
        String clean = withoutLoneSurrogates(text);
        int end = pieceEnd(clean, 0);
        String first = clean.substring(0, end);
        Encoding encoding = tokenizer.encode(first, true, false);
        long[] all = encoding.getIds();
        int length = Math.min(all.length, size);
        long[] ids = new long[length];
        System.arraycopy(all, 0, ids, 0, length - 1);
        ids[length - 1] = all[all.length - 1];
        int[] starts = new int[length];
        int[] ends = new int[length];
        @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
        Utf16 utf16 = new Utf16(first);
        for (int i = 1; i < length - 1; i++) {
            CharSpan span = spans[i];
            if (span != null) {
                starts[i] = utf16.offset(span.getStart());
                ends[i] = utf16.offset(span.getEnd());
            }
        }
        return new Window(ids, starts, ends, all.length - length + countFrom(clean, end));
    }

    /**
     * Two texts as a cross-encoder reads them.
     *
     * @param ids with the special tokens that the tokenizer puts before, between and after
     * @param types 0 for the first text, 1 for the second, where the model knows that
     * @param cut how many tokens did not fit, of both texts
     */
    @SuppressWarnings("ArrayRecordComponent") // short-lived, within one call
    record Pair(long[] ids, long[] types, int cut) {}

    /** Both texts in {@code size} tokens; what is too much goes from the end of the longer one ("longest first"), as the models' makers cut. */
    Pair pair(String first, String second, int size) {
        String cleanFirst = withoutLoneSurrogates(first);
        String cleanSecond = withoutLoneSurrogates(second);
        int endOfFirst = pieceEnd(cleanFirst, 0);
        int endOfSecond = pieceEnd(cleanSecond, 0);
        Encoding encoding = tokenizer.encode(
                cleanFirst.substring(0, endOfFirst), cleanSecond.substring(0, endOfSecond), true, false);
        long[] all = encoding.getIds();
        long[] special = encoding.getSpecialTokenMask();
        long[] sequence = encoding.getSequenceIds();
        int[] lengths = new int[2];
        for (int i = 0; i < all.length; i++) {
            if (special[i] == 0) {
                lengths[(int) sequence[i]]++;
            }
        }
        int room = size - (all.length - lengths[0] - lengths[1]);
        int[] left = kept(lengths, room);
        int length = size - room + left[0] + left[1];
        long[] ids = new long[length];
        long[] types = new long[length];
        int to = 0;
        for (int i = 0; i < all.length; i++) {
            if (special[i] != 0 || left[(int) sequence[i]]-- > 0) {
                ids[to] = all[i];
                types[to] = encoding.getTypeIds()[i];
                to++;
            }
        }
        return new Pair(
                ids,
                types,
                all.length - length + countFrom(cleanFirst, endOfFirst) + countFrom(cleanSecond, endOfSecond));
    }

    /** How many tokens of each text stay. */
    private static int[] kept(int[] lengths, int room) {
        int shorter = lengths[0] <= lengths[1] ? 0 : 1;
        int ofShorter = Math.min(lengths[shorter], room / 2);
        int[] kept = new int[2];
        kept[shorter] = ofShorter;
        kept[1 - shorter] = Math.min(lengths[1 - shorter], room - ofShorter);
        return kept;
    }

    /** How many tokens {@code text} has, special ones left out. */
    int count(String text) {
        return countFrom(withoutLoneSurrogates(text), 0);
    }

    /**
     * How many tokens each text has, special ones left out. Short texts are tokenised together, a line each: tokens don't span white
     * space, and a call of the native side costs more than a short text.
     */
    int[] counts(List<String> texts) {
        int[] counts = new int[texts.size()];
        StringBuilder together = new StringBuilder();
        int first = 0;
        for (int i = 0; i < counts.length; i++) {
            String clean = withoutLoneSurrogates(texts.get(i));
            if (together.length() + clean.length() > PIECE_CHARACTERS) {
                countLines(together.toString(), counts, first, i);
                together.setLength(0);
                first = i;
            }
            if (clean.length() > PIECE_CHARACTERS) {
                counts[i] = countFrom(clean, 0);
                first = i + 1;
            } else {
                together.append(clean.replace('\n', ' ')).append('\n');
            }
        }
        countLines(together.toString(), counts, first, counts.length);
        return counts;
    }

    /** Counts the tokens of each line into {@code counts[from..until)}. */
    private void countLines(String lines, int[] counts, int from, int until) {
        if (from == until) {
            return;
        }
        @Nullable CharSpan[] spans = tokenizer.encode(lines, false, false).getCharTokenSpans();
        int token = 0;
        int start = 0;
        int codePoints = 0;
        for (int i = from; i < until; i++) {
            int end = lines.indexOf('\n', start);
            codePoints += lines.codePointCount(start, end) + 1;
            for (; token < spans.length; token++) {
                CharSpan span = spans[token];
                if (span != null && span.getStart() >= codePoints) {
                    break;
                }
                counts[i]++;
            }
            start = end + 1;
        }
    }

    /** All tokens of {@code text}. */
    List<Token> tokens(String text, boolean addSpecialTokens) {
        String clean = withoutLoneSurrogates(text);
        Encoding encoding = tokenizer.encode(clean, addSpecialTokens, false);
        long[] ids = encoding.getIds();
        long[] special = encoding.getSpecialTokenMask();
        String[] texts = encoding.getTokens();
        @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
        Utf16 utf16 = new Utf16(clean);
        List<Token> tokens = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = spans[i];
            boolean ofText = special[i] == 0 && span != null;
            tokens.add(new Token(
                    ids[i],
                    texts[i],
                    special[i] != 0,
                    ofText ? utf16.offset(span.getStart()) : 0,
                    ofText ? utf16.offset(span.getEnd()) : 0));
        }
        return tokens;
    }

    private int countFrom(String clean, int from) {
        int count = 0;
        for (int start = from; start < clean.length(); ) {
            int end = pieceEnd(clean, start);
            count += tokenizer.encode(clean.substring(start, end), false, false).getIds().length;
            start = end;
        }
        return count;
    }

    private static int pieceEnd(String text, int start) {
        int limit = start + PIECE_CHARACTERS;
        if (limit >= text.length()) {
            return text.length();
        }
        for (int end = limit; end > start + PIECE_CHARACTERS / 2; end--) {
            if (Character.isWhitespace(text.charAt(end))) {
                return end;
            }
        }
        return Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
    }

    /** Half a surrogate pair is no character, and the native side takes none; U+FFFD has the same length. */
    private static String withoutLoneSurrogates(String text) {
        char[] clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (clean == null) {
                clean = text.toCharArray();
            }
            clean[i] = '\uFFFD';
        }
        return clean == null ? text : new String(clean);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** The tokenizer counts code points; Java counts UTF-16 units. */
    private static final class Utf16 {

        private final int @Nullable [] offsets;

        Utf16(String text) {
            int codePoints = text.codePointCount(0, text.length());
            if (codePoints == text.length()) {
                offsets = null;
                return;
            }
            int[] table = new int[codePoints + 1];
            int offset = 0;
            for (int i = 0; i < codePoints; i++) {
                table[i] = offset;
                offset += Character.charCount(text.codePointAt(offset));
            }
            table[codePoints] = offset;
            offsets = table;
        }

        int offset(int codePoint) {
            return offsets == null ? codePoint : offsets[codePoint];
        }
    }
}
