package io.millrace.source.mongodb;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * What comes after a key in MongoDB's order, as filters that follow one another. Each is one stretch of the key's index: one filter for all of it would be a
 * choice between stretches, for which MongoDB may read the index from its start.
 */
final class KeyRanges {

    private KeyRanges() {}

    /** All. */
    static List<Bson> all() {
        return List.of(Filters.empty());
    }

    /** @param key a value for each of the fields, each of a type of {@link TypeOrder} */
    static List<Bson> after(List<String> fields, List<BsonValue> key) {
        List<Bson> ranges = new ArrayList<>();
        for (int i = fields.size() - 1; i >= 0; i--) {
            String field = fields.get(i);
            BsonValue value = key.get(i);
            ranges.add(within(fields, key, i, Filters.gt(field, value)));
            for (TypeOrder later : TypeOrder.of(value).orElseThrow().later()) {
                ranges.add(within(fields, key, i, Filters.type(field, later.alias())));
            }
        }
        return ranges;
    }

    /** Where the fields before the {@code i}-th are those of the key. */
    private static Bson within(List<String> fields, List<BsonValue> key, int i, Bson last) {
        List<Bson> all = new ArrayList<>();
        for (int before = 0; before < i; before++) {
            all.add(Filters.eq(fields.get(before), key.get(before)));
        }
        all.add(last);
        return all.size() == 1 ? last : Filters.and(all);
    }
}
