package io.millrace.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends measured rows, and once more those where only a wait differs, which may be the machine's fault: up to {@value #TRIES} times in all. Any other
 * difference stands as it was first seen.
 */
final class MeasuredRows {

    /** What the words for a wait that differs begin with. */
    static final String WAITS = "waits ";

    private static final int TRIES = 4;

    private MeasuredRows() {}

    /**
     * The rows that differ.
     *
     * @param send sends some rows and waits until they are done
     * @param differences in which ways a row differs as it was sent last
     */
    static <R> List<R> different(List<R> rows, Consumer<List<R>> send, Function<R, List<String>> differences) {
        List<R> different = new ArrayList<>();
        List<R> late = rows;
        for (int i = 0; i < TRIES && !late.isEmpty(); i++) {
            send.accept(late);
            List<R> lateAgain = new ArrayList<>();
            for (R row : late) {
                List<String> found = differences.apply(row);
                if (found.stream().anyMatch(words -> !words.startsWith(WAITS))) {
                    different.add(row);
                } else if (!found.isEmpty()) {
                    lateAgain.add(row);
                }
            }
            late = lateAgain;
        }
        different.addAll(late);
        return different;
    }
}
