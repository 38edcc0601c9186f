package io.millrace.client;

import io.millrace.core.embed.PassageText;
import java.util.ArrayList;
import java.util.List;

/** How many texts go in one request, and what one of them cost. */
final class Batches {

    /** What TEI takes in one call unless it is told otherwise ({@code --max-client-batch-size}). */
    static final int MAX_TEXTS = 32;

    private Batches() {}

    static <T> List<List<T>> of(List<T> all) {
        return of(all, MAX_TEXTS);
    }

    static <T> List<List<T>> of(List<T> all, int most) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += batches.getLast().size()) {
            batches.add(all.subList(from, from + Math.min(most, all.size() - from)));
        }
        return batches;
    }

    /** Deals {@code tokens} out by the texts' lengths; the shares add up to it. */
    static int[] shares(List<PassageText> batch, int tokens) {
        long characters = 0;
        for (PassageText passage : batch) {
            characters += passage.text().length();
        }
        int[] shares = new int[batch.size()];
        long before = 0;
        for (int i = 0; i < shares.length; i++) {
            long after = before + batch.get(i).text().length();
            shares[i] = characters == 0 ? 0 : (int) (tokens * after / characters - tokens * before / characters);
            before = after;
        }
        return shares;
    }
}
