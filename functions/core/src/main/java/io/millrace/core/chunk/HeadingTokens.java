package io.millrace.core.chunk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long the headings of a document are. The title costs nothing as a heading: it stands before the text anyhow. */
record HeadingTokens(Map<String, Integer> tokens) {

    static HeadingTokens of(List<Outline.Place> places, String title, TokenCounter counter) {
        List<String> distinct = places.stream()
                .flatMap(place -> place.headings().stream())
                .distinct()
                .toList();
        Map<String, Integer> tokens = new HashMap<>();
        List<Integer> counts = distinct.isEmpty() ? List.of() : counter.count(distinct);
        for (int i = 0; i < distinct.size(); i++) {
            tokens.put(distinct.get(i), distinct.get(i).equals(title) ? 0 : counts.get(i));
        }
        return new HeadingTokens(tokens);
    }

    /** As many of {@code headings}, innermost first, as have no more than {@code room} tokens together. */
    List<String> fitting(List<String> headings, int room) {
        List<String> fitting = new ArrayList<>();
        int left = room;
        for (String heading : headings.reversed()) {
            left -= tokens.getOrDefault(heading, 0);
            if (left < 0) {
                break;
            }
            fitting.addFirst(heading);
        }
        return fitting;
    }
}
