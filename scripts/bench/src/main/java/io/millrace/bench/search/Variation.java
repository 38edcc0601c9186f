package io.millrace.bench.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Says a text in other words, so that many copies of a corpus have the statistics of a large corpus and not those of a repeated one: rare words stay
 * rare, since each copy has its own, and of the common ones each copy swaps half with the next in frequency. The same text and copy always give the same.
 */
final class Variation {

    /** So many of the commonest words are shared by all copies. */
    private static final int COMMON = 2000;

    private static final Pattern WORD = Pattern.compile("\\p{L}{4,}");

    private final Map<String, String> swapped = new HashMap<>();

    /** @param texts of the whole corpus */
    Variation(Collection<String> texts) {
        Map<String, Integer> counts = new HashMap<>();
        for (String text : texts) {
            WORD.matcher(text).results().forEach(word -> counts.merge(folded(word.group()), 1, Integer::sum));
        }
        List<String> commonest = new ArrayList<>(counts.keySet());
        commonest.sort(Comparator.comparingInt((String word) -> counts.getOrDefault(word, 0))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i + 1 < Math.min(COMMON, commonest.size()); i += 2) {
            swapped.put(commonest.get(i), commonest.get(i + 1));
            swapped.put(commonest.get(i + 1), commonest.get(i));
        }
    }

    /** @param copy 0 for the text as it is */
    String vary(String text, int copy) {
        return copy == 0 ? text : WORD.matcher(text).replaceAll(word -> other(word.group(), copy));
    }

    private String other(String word, int copy) {
        String swap = swapped.get(folded(word));
        if (swap == null) {
            return word + Integer.toString(copy, 36);
        }
        // Both of a pair are swapped in the same copies, or one of them would vanish.
        String first = swap.compareTo(folded(word)) < 0 ? swap : folded(word);
        int mixed = (first.hashCode() + copy) * 0x9E3779B9;
        return mixed < 0 ? word : swap;
    }

    private static String folded(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
