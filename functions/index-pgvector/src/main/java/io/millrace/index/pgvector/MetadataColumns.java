package io.millrace.index.pgvector;

import io.millrace.core.index.Condition;
import io.millrace.core.index.MetadataValue;
import io.millrace.core.index.ValueRange;
import io.millrace.core.index.ValueRange.Dates;
import io.millrace.core.index.ValueRange.Numbers;
import io.millrace.core.index.ValueRange.Text;
import io.millrace.core.index.ValueRange.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Condition} asks of a document, as columns of its row: {@code facts} are terms ({@code column=text}, {@code column#number}, {@code column@date}) with an index for equality;
 * {@code numbers}, {@code dates} and {@code texts} are objects by column, for ranges.
 */
final class MetadataColumns {

    private static final char IS = '=';
    private static final char NUMBER = '#';
    private static final char DATE = '@';

    private MetadataColumns() {}

    /** Assignments of an UPDATE of {@code document}. */
    static Sql assigned(Map<String, MetadataValue> values) {
        List<String> facts = new ArrayList<>();
        Map<String, String> numbers = new TreeMap<>();
        Map<String, String> dates = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        values.forEach((column, value) -> {
            if (value.number() != null) {
                numbers.put(column, value.number().toString());
                facts.add(column + NUMBER + value.number());
            }
            if (value.date() != null) {
                long millis = value.date().toEpochMilli();
                dates.put(column, Long.toString(millis));
                facts.add(column + DATE + millis);
            }
            texts.put(column, value.keyword());
            facts.add(column + IS + value.keyword());
        });
        return new Sql("facts = ?,", (Object) facts.toArray(String[]::new))
                .add(object("numbers", numbers))
                .add(",")
                .add(object("dates", dates))
                .add(",")
                .add(object("texts", texts));
    }

    private static Sql object(String name, Map<String, String> members) {
        return new Sql(
                name + " = jsonb_object(?, ?)",
                members.keySet().toArray(String[]::new),
                members.values().toArray(String[]::new));
    }

    /** What holds of a row {@code d} of {@code document} that meets the condition. */
    static Sql meets(Condition condition) {
        String column = condition.column();
        List<Sql> any = new ArrayList<>();
        List<String> single = new ArrayList<>();
        for (ValueRange range : condition.ranges()) {
            switch (range) {
                case Numbers(double least, double most) when least == most -> single.add(column + NUMBER + least);
                case Numbers(double least, double most) ->
                    any.add(new Sql("(d.numbers ->> ?)::float8 BETWEEN ? AND ?", column, least, most));
                case Dates(long least, long most) when least == most -> single.add(column + DATE + least);
                case Dates(long least, long most) ->
                    any.add(new Sql("(d.dates ->> ?)::bigint BETWEEN ? AND ?", column, least, most));
                case Text text -> single.add(column + IS + text.value());
                case Texts texts -> any.add(within(column, texts));
            }
        }
        if (!single.isEmpty()) {
            any.add(new Sql("d.facts && ?", (Object) single.toArray(String[]::new)));
        }
        Sql sql = new Sql("(");
        String or = "";
        for (Sql one : any) {
            sql.add(or).add(one);
            or = "OR";
        }
        return sql.add(")");
    }

    private static Sql within(String column, Texts texts) {
        Sql sql = new Sql("(d.texts ->> ?) COLLATE \"C\" >= ?", column, texts.from() == null ? "" : texts.from());
        return texts.before() == null ? sql : sql.add("AND (d.texts ->> ?) COLLATE \"C\" < ?", column, texts.before());
    }
}
