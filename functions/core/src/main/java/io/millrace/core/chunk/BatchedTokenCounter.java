package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.List;

/** Asks in calls of a bounded size: the other side limits a request. */
public record BatchedTokenCounter(TokenCounter counter) implements TokenCounter {

    private static final int MAX_TEXTS = 2_000;
    private static final int MAX_CHARACTERS = 200_000;

    @Override
    public List<Integer> count(List<String> texts) {
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
}
