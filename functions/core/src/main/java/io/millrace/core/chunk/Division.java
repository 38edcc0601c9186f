package io.millrace.core.chunk;

import io.millrace.core.chunk.Unit.Cut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Divides a section into chunks, cut where least is broken: the cheapest division, found by dynamic programming, as TeX breaks paragraphs
 * into lines. A chunk costs what {@link Sizing} says, plus what its first cut breaks. Crossing a page costs more than one more chunk
 * with both tiny, so that a citation names the right page; only of three tiny pages and more, such as slides of few words, is one chunk made.
 */
record Division(Sizing sizing, int budget, int tinyTokens) {

    private static final double PAGE = 10;
    private static final double TINY = 4;
    private static final int MAX_UNITS = 512;

    /** Runs of {@code units}, in order: none has more than the budget unless it is one unit that has. */
    List<List<Unit>> split(List<Unit> units) {
        int n = units.size();
        double[] best = new double[n + 1];
        int[] from = new int[n + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = 0;
        for (int end = 1; end <= n; end++) {
            int tokens = 0;
            for (int start = end - 1; start >= 0 && end - start <= MAX_UNITS; start--) {
                tokens += units.get(start).tokens();
                if (tokens > budget && start < end - 1) {
                    break;
                }
                double cost = best[start] + cost(units, start, end, tokens);
                if (cost < best[end]) {
                    best[end] = cost;
                    from[end] = start;
                }
            }
        }
        List<List<Unit>> runs = new ArrayList<>();
        for (int end = n; end > 0; end = from[end]) {
            runs.add(units.subList(from[end], end));
        }
        Collections.reverse(runs);
        return runs;
    }

    private double cost(List<Unit> units, int start, int end, int tokens) {
        Cut cut = start == 0 ? Cut.BLOCK : units.get(start).cut();
        boolean crosses =
                !Objects.equals(units.get(start).page(), units.get(end - 1).page());
        boolean tiny = tokens < tinyTokens && units.size() > end - start;
        return sizing.chunk()
                + sizing.length(tokens, budget, end == units.size())
                + cut.cost()
                + (crosses ? sizing.chunk() + PAGE : 0)
                + (tiny ? TINY : 0);
    }
}
