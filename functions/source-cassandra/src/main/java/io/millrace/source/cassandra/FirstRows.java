package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import io.millrace.source.row.CellText;
import io.millrace.source.row.Join;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first of many rows in a join's order; the others are forgotten as they come, so that memory is bounded. */
final class FirstRows {

    private final Join join;
    private final boolean ordered;
    private final RowLimits limits;
    private List<Ranked> kept = new ArrayList<>();
    private long bytes;
    private boolean tooMuch;

    /** @param ordered whether they come in order */
    FirstRows(Join join, boolean ordered, RowLimits limits) {
        this.join = join;
        this.ordered = ordered;
        this.limits = limits;
    }

    /**
     * A row and what it is sorted by.
     *
     * @param contents decide between equal ones
     */
    private record Ranked(List<@Nullable Object> order, String contents, Row row, long bytes) {}

    /** Whether more are to come. */
    boolean add(com.datastax.oss.driver.api.core.cql.Row found) {
        Cells cells = new Cells(limits);
        Row row = cells.row(found, join.columns());
        List<@Nullable Object> order = new ArrayList<>();
        StringBuilder contents = new StringBuilder();
        for (String column : join.order()) {
            order.add(Values.plain(found.getObject(CqlIdentifier.fromInternal(column))));
        }
        for (String column : join.columns()) {
            Object plain = Values.plain(found.getObject(CqlIdentifier.fromInternal(column)));
            contents.append(plain instanceof byte[] ? "" : CellText.of(plain)).append('\n');
        }
        kept.add(new Ranked(order, contents.toString(), row, cells.bytes()));
        bytes += cells.bytes();
        if (ordered && kept.size() == join.limit()) {
            return false;
        }
        if (kept.size() >= 2L * join.limit() || bytes > limits.documentBytes()) {
            keepFirst();
            tooMuch = bytes > limits.documentBytes();
        }
        return !tooMuch;
    }

    private void keepFirst() {
        kept.sort(Comparator.comparing(Ranked::order, FirstRows::compared).thenComparing(Ranked::contents));
        kept = new ArrayList<>(kept.subList(0, Math.min(kept.size(), join.limit())));
        bytes = kept.stream().mapToLong(Ranked::bytes).sum();
    }

    List<Row> rows() {
        if (!ordered) {
            keepFirst();
        }
        return kept.stream().map(Ranked::row).toList();
    }

    long bytes() {
        return bytes;
    }

    /** Whether there are more than can be one document. */
    boolean isTooMuch() {
        return tooMuch;
    }

    private static int compared(List<@Nullable Object> one, List<@Nullable Object> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = compared(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Nothing comes first. */
    @SuppressWarnings("unchecked")
    private static int compared(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one instanceof Comparable<?> && one.getClass() == other.getClass()
                ? ((Comparable<Object>) one).compareTo(other)
                : CellText.of(one).compareTo(CellText.of(other));
    }
}
