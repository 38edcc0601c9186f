package io.millrace.index.lucene;

import io.millrace.core.document.Digest;
import io.millrace.core.index.Condition;
import io.millrace.core.index.MetadataValue;
import io.millrace.core.index.ValueRange;
import io.millrace.core.index.ValueRange.Dates;
import io.millrace.core.index.ValueRange.Numbers;
import io.millrace.core.index.ValueRange.Text;
import io.millrace.core.index.ValueRange.Texts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.PointInSetQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Condition} asks of a passage's document: as fields of the passage, and as a query. All columns share three fields, since whoever writes metadata names columns,
 * and Lucene remembers each field that it has ever seen: numbers and dates are points of two dimensions, the column and the value, and texts are terms that begin with the column.
 */
final class MetadataFields {

    private static final int HEX_OF_64_BITS = 16;

    /** Between column and text; no column has it. */
    private static final char IS = '=';

    /** What no text of a column comes after. */
    private static final char AFTER_IS = IS + 1;

    private MetadataFields() {}

    static void add(Map<String, String> metadata, Document passage) {
        MetadataValue.of(metadata).forEach((column, value) -> {
            if (value.number() != null) {
                passage.add(new LongPoint(Fields.NUMBERS, key(column), sortable(value.number())));
            }
            if (value.date() != null) {
                passage.add(
                        new LongPoint(Fields.DATES, key(column), value.date().toEpochMilli()));
            }
            passage.add(new StringField(Fields.KEYWORDS, column + IS + value.keyword(), Store.NO));
        });
    }

    static Query query(Condition condition) {
        String column = condition.column();
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        // Single values together: a hundred of them are not to be a hundred clauses, of which Lucene takes 1,024.
        List<Long> numbers = new ArrayList<>();
        List<Long> dates = new ArrayList<>();
        List<BytesRef> texts = new ArrayList<>();
        for (ValueRange range : condition.ranges()) {
            switch (range) {
                case Numbers(double least, double most) when least == most -> numbers.add(sortable(least));
                case Numbers(double least, double most) ->
                    any.add(within(Fields.NUMBERS, column, sortable(least), sortable(most)), Occur.SHOULD);
                case Dates(long least, long most) when least == most -> dates.add(least);
                case Dates(long least, long most) -> any.add(within(Fields.DATES, column, least, most), Occur.SHOULD);
                case Text text -> texts.add(new BytesRef(column + IS + text.value()));
                case Texts between -> any.add(within(column, between), Occur.SHOULD);
            }
        }
        if (!numbers.isEmpty()) {
            any.add(new PointsQuery(Fields.NUMBERS, key(column), numbers), Occur.SHOULD);
        }
        if (!dates.isEmpty()) {
            any.add(new PointsQuery(Fields.DATES, key(column), dates), Occur.SHOULD);
        }
        if (!texts.isEmpty()) {
            any.add(new TermInSetQuery(Fields.KEYWORDS, texts), Occur.SHOULD);
        }
        return new ConstantScoreQuery(any.build());
    }

    private static Query within(String column, Texts texts) {
        return TermRangeQuery.newStringRange(
                Fields.KEYWORDS,
                column + IS + (texts.from() == null ? "" : texts.from()),
                texts.before() == null ? column + AFTER_IS : column + IS + texts.before(),
                true,
                false);
    }

    private static Query within(String field, String column, long least, long most) {
        long key = key(column);
        return LongPoint.newRangeQuery(field, new long[] {key, least}, new long[] {key, most});
    }

    private static long sortable(double number) {
        return NumericUtils.doubleToSortableLong(number);
    }

    /** 64 bits of a hash: no two columns of one index will share them. */
    private static long key(String column) {
        return Long.parseUnsignedLong(Digest.of(column).substring(0, HEX_OF_64_BITS), 16);
    }

    /** Any of some values of one column. */
    private static final class PointsQuery extends PointInSetQuery {

        PointsQuery(String field, long column, List<Long> values) {
            super(field, 2, Long.BYTES, packed(column, values));
        }

        private static Stream packed(long column, List<Long> values) {
            Iterator<Long> ascending = values.stream().sorted().distinct().iterator();
            return new Stream() {
                @Override
                public @Nullable BytesRef next() {
                    return ascending.hasNext() ? LongPoint.pack(column, ascending.next()) : null;
                }
            };
        }

        @Override
        protected String toString(byte[] value) {
            return Long.toString(LongPoint.decodeDimension(value, 0));
        }
    }
}
