package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Asks in calls of a bounded size: the other side limits a request, TEI to 2 MB. A text that is too long for one is counted in parts, and its count is the sum of theirs. It is cut before white space,
 * else before ASCII punctuation, which BERT's tokenizers do first, so that the sum is right; a word that is too long itself is cut inside, where the sum is an upper bound, since BERT has one unknown
 * token for it. Tokenizers that join letters and punctuation may be a token or two off for each cut that is not at white space.
 */
public record BatchedTokenCounter(TokenCounter counter) implements TokenCounter {

    private static final int MAX_TEXTS = 2_000;

    /** As JSON six bytes each at most. */
    static final int MAX_CHARACTERS = 200_000;

    @Override
    public List<Integer> count(List<String> texts) {
        List<List<String>> parts =
                texts.stream().map(BatchedTokenCounter::parts).toList();
        Iterator<Integer> counts =
                counts(parts.stream().flatMap(List::stream).toList()).iterator();
        return parts.stream()
                .map(some -> some.stream().mapToInt(part -> counts.next()).sum())
                .toList();
    }

    private List<Integer> counts(List<String> texts) {
        List<Integer> counts = new ArrayList<>(texts.size());
        int start = 0;
        while (start < texts.size()) {
            int end = start;
            int characters = 0;
            do {
                characters += texts.get(end++).length();
            } while (end < texts.size()
                    && end - start < MAX_TEXTS
                    && characters + texts.get(end).length() <= MAX_CHARACTERS);
            List<Integer> batch = counter.count(texts.subList(start, end));
            if (batch.size() != end - start) {
                throw new IllegalStateException(
                        "the token counter gave " + batch.size() + " counts for " + (end - start) + " texts");
            }
            counts.addAll(batch);
            start = end;
        }
        return counts;
    }

    private static List<String> parts(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (text.length() - start > MAX_CHARACTERS) {
            int end = cut(text, start);
            parts.add(text.substring(start, end));
            start = end;
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static int cut(String text, int start) {
        int end = start + MAX_CHARACTERS;
        // White space belongs to the word behind it, as some tokenizers have it.
        int best = last(start, end, at -> isBlank(text, at) && !isBlank(text, at - 1));
        if (best == start) {
            best = last(start, end, at -> isPunctuation(text.charAt(at)));
        }
        if (best == start) {
            best = Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end)) ? end - 1 : end;
        }
        return best;
    }

    /** The last place after {@code start}, up to {@code end}, where {@code fits}; {@code start} where there is none. */
    private static int last(int start, int end, IntPredicate fits) {
        int at = end;
        while (at > start && !fits.test(at)) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(String text, int at) {
        return Character.isWhitespace(text.charAt(at));
    }

    private static boolean isPunctuation(char c) {
        return c < 0x80 && !Character.isLetterOrDigit(c);
    }
}
