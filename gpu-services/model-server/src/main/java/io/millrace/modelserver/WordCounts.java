package io.millrace.modelserver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * How many tokens texts have, special ones left out, by the counts of their words: tokens don't span white space, so a text's count is the sum
 * of its words'. Words seen before are not tokenised again, and most are. Safe for use by many threads.
 */
final class WordCounts {

    private static final String WHITE_SPACE = " \t\n\r";

    /** The words remembered: the first ones met, which are the frequent ones. About 5 MB. */
    private static final int MOST = 50_000;

    private static final int LONGEST = 32;

    private final WordPieces wordPieces;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    WordCounts(WordPieces wordPieces) {
        this.wordPieces = wordPieces;
    }

    /** One count a text, in their order. */
    int[] of(List<String> texts) {
        Map<String, Integer> fresh = fresh(texts);
        int[] counts = new int[texts.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = sum(texts.get(i), word -> {
                Integer count = known.get(word);
                return count == null ? Objects.requireNonNull(fresh.get(word)) : count;
            });
        }
        fresh.forEach(this::remember);
        return counts;
    }

    /** The words of {@code texts} that are not known, with their counts. */
    private Map<String, Integer> fresh(List<String> texts) {
        Map<String, Integer> fresh = new HashMap<>();
        for (String text : texts) {
            sum(text, word -> {
                if (!known.containsKey(word)) {
                    fresh.put(word, 0);
                }
                return 0;
            });
        }
        List<String> words = new ArrayList<>(fresh.keySet());
        int[] counts = wordPieces.counts(words);
        for (int i = 0; i < counts.length; i++) {
            fresh.put(words.get(i), counts[i]);
        }
        return fresh;
    }

    private void remember(String word, int count) {
        if (word.length() <= LONGEST && known.size() < MOST) {
            known.put(word, count);
        }
    }

    private static int sum(String text, ToIntFunction<String> count) {
        int sum = 0;
        for (StringTokenizer words = new StringTokenizer(text, WHITE_SPACE); words.hasMoreTokens(); ) {
            sum += count.applyAsInt(words.nextToken());
        }
        return sum;
    }
}
