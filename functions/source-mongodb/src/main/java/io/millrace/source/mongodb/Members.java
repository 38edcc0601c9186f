package io.millrace.source.mongodb;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.millrace.source.mongodb.MongoConnection.Reading;
import io.millrace.source.row.DocumentMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Finds members of a collection by the texts of their keys, and goes through them in order. Of two whose keys have the same text, {@code 5} and {@code "5"}, the one that is no text has
 * the uri, and the other is passed over.
 */
final class Members {

    /** So many keys are looked for by one query. */
    private static final int AT_ONCE = 200;

    /** So many members come with each answer. */
    private static final int AN_ANSWER = 100;

    private final DocumentMapping document;
    private final List<String> fields;
    private final Reading reading;

    Members(DocumentMapping document, Reading reading) {
        this.document = document;
        this.fields = document.key();
        this.reading = reading;
    }

    /** A member and its key, as text. */
    record Member(List<String> key, BsonDocument fields) {}

    /** Those that are there. */
    List<Member> byKeys(List<List<String>> keys, Bson projection) {
        Set<List<String>> asked = new HashSet<>(keys);
        Map<List<String>, Member> found = new HashMap<>();
        for (int i = 0; i < keys.size(); i += AT_ONCE) {
            List<Bson> any = new ArrayList<>();
            for (List<String> key : keys.subList(i, Math.min(keys.size(), i + AT_ONCE))) {
                any.add(equal(key));
            }
            for (BsonDocument one :
                    reading.find(document.table(), Filters.or(any)).projection(projection)) {
                List<String> key = key(one);
                if (key != null && asked.contains(key)) {
                    found.merge(
                            key,
                            new Member(key, one),
                            (first, second) -> texts(first) <= texts(second) ? first : second);
                }
            }
        }
        return List.copyOf(found.values());
    }

    /**
     * Goes through those after a key in order, as long as it is wished.
     *
     * @param condition what they must fulfil besides
     * @param together how many may be in memory at once, 1 or more; more than one only where keys look like something else
     * @param more is given each, and says whether to go on
     */
    void after(@Nullable List<String> after, Bson condition, Bson projection, int together, Predicate<Member> more) {
        List<Bson> ranges = after == null ? KeyRanges.all() : KeyRanges.after(fields, values(after));
        for (Bson range : ranges) {
            try (MongoCursor<BsonDocument> found = reading.find(document.table(), Filters.and(condition, range))
                    .projection(projection)
                    .sort(Sorts.ascending(fields))
                    .batchSize(AN_ANSWER)
                    .iterator()) {
                if (!through(found, together, more)) {
                    return;
                }
            }
        }
    }

    private boolean through(MongoCursor<BsonDocument> found, int together, Predicate<Member> more) {
        List<Member> some = new ArrayList<>();
        boolean doubtful = false;
        while (found.hasNext()) {
            BsonDocument one = found.next();
            List<String> key = key(one);
            if (key != null) {
                Member member = new Member(key, one);
                some.add(member);
                doubtful |= isDoubtful(member);
            }
            if (!doubtful || some.size() == together || !found.hasNext()) {
                Map<List<String>, Integer> fewest = doubtful ? fewestTexts(some) : Map.of();
                for (Member member : some) {
                    boolean taken = fewest.getOrDefault(member.key(), Integer.MAX_VALUE) < texts(member);
                    if (!taken && !more.test(member)) {
                        return false;
                    }
                }
                some.clear();
                doubtful = false;
            }
        }
        return true;
    }

    /** Whether its key has texts that look like something else. */
    private boolean isDoubtful(Member member) {
        return texts(member) > 0
                && member.key().stream()
                        .anyMatch(text -> KeyText.candidates(text).size() > 1);
    }

    /** For the keys of those that look like something else: how many parts of the key are texts in the member that has the uri. */
    private Map<List<String>, Integer> fewestTexts(List<Member> some) {
        List<List<String>> doubtful =
                some.stream().filter(this::isDoubtful).map(Member::key).toList();
        Map<List<String>, Integer> fewest = new HashMap<>();
        byKeys(doubtful, Projection.of(fields)).forEach(member -> fewest.put(member.key(), texts(member)));
        return fewest;
    }

    /** How many parts of its key are texts. */
    private int texts(Member member) {
        int texts = 0;
        for (String field : fields) {
            BsonValue value = Cells.field(member.fields(), field);
            texts += value != null && value.getBsonType() == BsonType.STRING ? 1 : 0;
        }
        return texts;
    }

    private Bson equal(List<String> key) {
        List<Bson> all = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            all.add(Filters.in(fields.get(i), KeyText.candidates(key.get(i))));
        }
        return all.size() == 1 ? all.getFirst() : Filters.and(all);
    }

    private @Nullable List<String> key(BsonDocument member) {
        List<String> key = new ArrayList<>();
        for (String field : fields) {
            String text = KeyText.of(Cells.field(member, field));
            if (text == null) {
                return null;
            }
            key.add(text);
        }
        return key.equals(List.of("")) ? null : key;
    }

    /** What a key's texts stand for: what is there, else what others there are like. */
    private List<BsonValue> values(List<String> key) {
        List<Member> there = byKeys(List.of(key), Projection.of(fields));
        List<BsonValue> values = new ArrayList<>();
        List<Bson> before = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            BsonValue found =
                    there.isEmpty() ? null : Cells.field(there.getFirst().fields(), field);
            BsonValue value = found != null ? found : likely(field, KeyText.candidates(key.get(i)), before);
            values.add(value);
            before.add(Filters.eq(field, value));
        }
        return values;
    }

    /** The first that is of a type that there is; going on from too early gives some twice, from too late it would leave some out. */
    private BsonValue likely(String field, List<BsonValue> candidates, List<Bson> before) {
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        return candidates.stream()
                .filter(candidate -> {
                    List<Bson> filter = new ArrayList<>(before);
                    filter.add(Filters.type(
                            field, TypeOrder.of(candidate).orElseThrow().alias()));
                    return reading.find(document.table(), Filters.and(filter))
                                    .projection(Projections.include(field))
                                    .limit(1)
                                    .first()
                            != null;
                })
                .min(Comparator.comparing(candidate -> TypeOrder.of(candidate).orElseThrow()))
                .orElse(candidates.getFirst());
    }
}
