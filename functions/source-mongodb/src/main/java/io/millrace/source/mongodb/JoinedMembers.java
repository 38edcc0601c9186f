package io.millrace.source.mongodb;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.millrace.source.mongodb.MongoConnection.Reading;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads what is joined to members, one query for each member and join: only so the server itself keeps to the limit of each. For one thread. */
final class JoinedMembers {

    private final DocumentMapping document;
    private final Reading reading;
    private final RowLimits limits;
    /** Many members have the same parent. */
    private final Map<List<Object>, List<Row>> parents = new HashMap<>();

    private long bytes;

    JoinedMembers(DocumentMapping document, Reading reading, RowLimits limits) {
        this.document = document;
        this.reading = reading;
        this.limits = limits;
    }

    /** How much was read so far, about. */
    long bytes() {
        return bytes;
    }

    Map<String, List<Row>> of(BsonDocument member) {
        Map<String, List<Row>> joined = new HashMap<>();
        for (Join join : document.joins().values()) {
            List<Bson> equal = new ArrayList<>();
            List<Object> values = new ArrayList<>(List.of(join.name()));
            join.refer().forEach((other, own) -> {
                List<BsonValue> here = values(Cells.field(member, own));
                values.add(here);
                equal.add(Filters.in(other, here));
            });
            // Nothing is equal to nothing.
            if (!values.contains(List.of())) {
                joined.put(
                        join.name(),
                        join.kind() == Join.Kind.PARENT
                                ? parents.computeIfAbsent(values, _ -> rows(join, Filters.and(equal)))
                                : rows(join, Filters.and(equal)));
            }
        }
        return joined;
    }

    /** Those that another field may be equal to: a list's each, as MongoDB compares lists. */
    private static List<BsonValue> values(@Nullable BsonValue value) {
        if (value instanceof BsonArray several) {
            return several.stream().filter(one -> !one.isNull()).toList();
        }
        return value == null || value.isNull() ? List.of() : List.of(value);
    }

    private List<Row> rows(Join join, Bson equal) {
        List<String> order = new ArrayList<>(join.order());
        order.remove("_id");
        Cells cells = new Cells(limits);
        List<Row> rows = new ArrayList<>();
        try (MongoCursor<BsonDocument> found = reading.find(join.table(), equal)
                .projection(Projection.of(join))
                .sort(Sorts.orderBy(
                        join.order().contains("_id")
                                ? Sorts.ascending(join.order())
                                : Sorts.orderBy(Sorts.ascending(order), Sorts.ascending("_id"))))
                .limit(join.limit())
                .iterator()) {
            while (found.hasNext()) {
                rows.add(cells.row(found.next(), join.columns()));
                if (cells.bytes() > limits.documentBytes()) {
                    rows.add(tooMuch(join, cells.bytes()));
                    break;
                }
            }
        }
        bytes += cells.bytes();
        return rows;
    }

    /** Stands for the rest of what can't be one document. */
    private static Row tooMuch(Join join, long bytes) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        join.columns().forEach(column -> cells.put(column, new OversizedCell(bytes)));
        return new Row(cells);
    }
}
