package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Condition;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Edition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.Where;
import io.millrace.testkit.AskedCondition.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Conditions on metadata are part of the store's query, and mean the same in every store. */
public abstract class WhereContract extends StoreContract {

    private static final int DOCUMENTS = 200;
    private static final int QUESTIONS = 120;
    private static final Visibility ANYONE = Visibility.anonymous(TENANT);

    private final Random random = new Random(11);
    private final Map<String, String> names = new HashMap<>();

    @Test
    void readsAValueByTheTypeOfWhatItIsComparedWith() {
        Map<String, String> values = new HashMap<>();
        values.put("minus", "-5");
        values.put("half", ".5");
        values.put("ten", "10");
        values.put("tenth", " 10.0");
        values.put("large", "9007199254740992");
        values.put("huge", "1e300");
        values.put("day", "2024-03-01");
        values.put("noon", "2024-03-01T12:00:00+02:00");
        values.put("old", "0999-12-31 23:59");
        values.put("word", "shoes");
        values.put("upper", "Shoes");
        values.put("quote", "it's \"so\"");
        values.put("marks", "100%_\\ [a=b] {c}");
        values.put("empty", "");
        values.put("last", "\uFFFD");
        values.put("later", "\uD83D\uDE00");
        List<Batch> batches = new ArrayList<>();
        values.forEach((name, value) -> batches.add(batch(name, 1, Map.of("v", value))));
        batches.add(batch("other", 1, Map.of("w", "10", "v.w", "10", "V", "10")));
        batches.add(batch("long", 1, Map.of("v", "9".repeat(100_000), "not a column", "10")));
        batches.add(batch("none", 1, Map.of()));
        Staging.together(index(), batches);

        finds("v = 10", "ten", "tenth");
        finds("v != 10", "minus", "half", "large", "huge");
        finds("v < .5", "minus");
        finds("v <= .5", "minus", "half");
        finds("v > 9007199254740992", "huge");
        finds("v >= 9007199254740992", "large", "huge");
        finds("v between -5 and 10", "minus", "half", "ten", "tenth");
        finds("v > 0 and v < 10", "half");
        finds("v = '10'", "ten");
        finds("v = 2024-03-01", "day");
        finds("v = 2024-03-01T10:00Z", "noon");
        finds("v != 2024-03-01", "noon", "old");
        finds("v > '2024-03-01'", "noon");
        finds("v < 2024-03-01T10:00", "day", "old");
        finds("v <= 1000-01-01", "old");
        finds("v between 2024-01-01 and 2024-12-31", "day", "noon");
        finds("v in (10, 'shoes', 2024-03-01)", "ten", "tenth", "word", "day");
        finds("v = 'it''s \"so\"'", "quote");
        finds("v = '100%_\\ [a=b] {c}'", "marks");
        finds("v = '100%'");
        finds("v = ''", "empty");
        finds("v < '.'", "tenth", "minus", "empty");
        finds("v between 'Shoes' and 'shoes'", "word", "upper", "quote");
        finds("v >= '\uFFFD'", "last", "later");
        finds("v > '\uFFFD'", "later");
        Set<String> allButOne = new TreeSet<>(values.keySet());
        allButOne.remove("word");
        finds("v != 'shoes'", allButOne.toArray(String[]::new));
        finds("V = 10 and v.w = 10 and w = 10", "other");
        finds("missing != 1");
        finds(asMuchAsMayBeAsked(), "ten", "tenth", "word", "day");
    }

    /** No limit of a store lies below core's. */
    private static List<Condition> asMuchAsMayBeAsked() {
        List<String> values = new ArrayList<>(List.of("10", "'shoes'", "2024-03-01"));
        for (int i = 0; values.size() < Filter.MAX_VALUES; i++) {
            values.add(List.of(
                            i + ".75",
                            "'text " + i + "'",
                            LocalDate.EPOCH.plusDays(i).toString())
                    .get(i % 3));
        }
        Condition condition =
                Where.parse("v in (" + String.join(", ", values) + ")").getFirst();
        return Collections.nCopies(Filter.MAX_CONDITIONS, condition);
    }

    @Test
    void theValuesOfAVersionComeAndGoWithIt() {
        index().stage(batch("one", 1, Map.of("price", "10")));
        index().stage(batch("two", 1, Map.of("price", "10")));
        Edition before;
        try (IndexSnapshot snapshot = index().snapshot()) {
            before = snapshot.edition();
        }
        index().stage(batch("one", 2, Map.of("price", "20")));
        finds("price = 10", "two");
        finds("price = 20", "one");
        Filter cheap = Filter.NONE.where(Where.parse("price < 15"));
        Filter dear = Filter.NONE.where(Where.parse("price > 15"));
        Set<String> two = Set.of(sample("two", 1).key().id());
        try (IndexSnapshot snapshot = index().snapshot()) {
            // A store that counts anew has no answer to what came since.
            if (snapshot.edition().origin().equals(before.origin())) {
                assertThat(snapshot.unchanged(two, before, ANYONE, cheap)).isTrue();
                assertThat(snapshot.unchanged(two, before, ANYONE, dear)).isFalse();
                assertThat(since(snapshot, before, cheap)).isEmpty();
                assertThat(since(snapshot, before, dear)).hasSize(1);
            }
        }

        SampleDocument one = sample("one", 3);
        index().remove(one.key(), one.uri(), one.sequence(), one.changedAt());
        finds("price > 0", "two");
        restart();
        finds("price > 0", "two");
    }

    private static List<Candidate> since(IndexSnapshot snapshot, Edition before, Filter filter) {
        return snapshot.publishedSince(before, request("heron", ANYONE, filter, 1), snapshot.statistics("heron"));
    }

    @Test
    void findsTheBestOfWhatTheConditionsAdmit() {
        List<Batch> batches = new ArrayList<>();
        Map<String, Map<String, String>> metadata = new HashMap<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            Map<String, String> row = row();
            Batch batch = batch("d" + i, 1, row);
            metadata.put(batch.version().document().id(), row);
            batches.add(batch);
        }
        Staging.together(index(), batches);
        int narrow = 0;
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> all = snapshot.candidates(request("heron", ANYONE, Filter.NONE, 1000));
            assertThat(all).hasSize(DOCUMENTS);
            for (int i = 0; i < QUESTIONS; i++) {
                List<AskedCondition> asked = new ArrayList<>();
                for (int each = random.nextInt(3); each >= 0; each--) {
                    asked.add(asked());
                }
                String where = String.join(
                        " and ", asked.stream().map(AskedCondition::written).toList());
                int k = 1 + random.nextInt(8);
                List<Candidate> admitted = all.stream()
                        .filter(candidate -> {
                            Map<String, String> row = Objects.requireNonNull(metadata.get(candidate.document()));
                            return asked.stream().allMatch(each -> each.admits(row));
                        })
                        .toList();
                List<Candidate> found =
                        snapshot.candidates(request("heron", ANYONE, Filter.NONE.where(Where.parse(where)), k));
                assertThat(found).as(where).isSubsetOf(admitted);
                assertThat(best(found, Candidate::bm25, k)).as(where).isEqualTo(best(admitted, Candidate::bm25, k));
                assertThat(best(found, Candidate::cosine, k)).as(where).isEqualTo(best(admitted, Candidate::cosine, k));
                narrow += admitted.isEmpty() ? 0 : 1;
            }
        }
        assertThat(narrow).as("conditions that admit something").isBetween(QUESTIONS / 3, QUESTIONS);
    }

    /** Some columns of a shop's table, each of which may be missing, or hold something else. */
    private Map<String, String> row() {
        Map<String, String> row = new HashMap<>();
        if (random.nextInt(8) > 0) {
            row.put("price", random.nextInt(10) == 0 ? "on request" : price());
        }
        if (random.nextInt(8) > 0) {
            row.put("released", random.nextInt(10) == 0 ? "soon" : released());
        }
        if (random.nextInt(8) > 0) {
            row.put("category", category());
        }
        return row;
    }

    private String price() {
        return BigDecimal.valueOf(random.nextInt(200) - 40, random.nextInt(3)).toString();
    }

    private String released() {
        LocalDate day = LocalDate.of(2023, 12, 1).plusDays(random.nextInt(60));
        return random.nextBoolean() ? day.toString() : day + "T0" + random.nextInt(10) + ":00:00+05:30";
    }

    private String category() {
        return List.of("shoes", "Shoes", "boots", "it's", "100").get(random.nextInt(5));
    }

    private AskedCondition asked() {
        String comparison = List.of("=", "!=", "<", "<=", ">", ">=").get(random.nextInt(6));
        return switch (random.nextInt(4)) {
            case 0 -> new AskedCondition("released", Kind.DATE, comparison, released());
            case 1 -> new AskedCondition("category", Kind.TEXT, comparison, category());
            // Not one of a single document's as a rule.
            case 2 -> new AskedCondition("price", Kind.NUMBER, comparison, Integer.toString(random.nextInt(60) - 10));
            default -> new AskedCondition("price", Kind.NUMBER, comparison, price());
        };
    }

    private void finds(String where, String... wanted) {
        finds(Where.parse(where), wanted);
    }

    private void finds(List<Condition> where, String... wanted) {
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> found = snapshot.candidates(request("heron", ANYONE, Filter.NONE.where(where), 100));
            assertThat(found)
                    .as("%s", where)
                    .extracting(candidate -> names.get(candidate.document()))
                    .containsExactlyInAnyOrder(wanted);
        }
    }

    private static SearchRequest request(String question, Visibility visibility, Filter filter, int k) {
        return new SearchRequest(question, SampleVectors.unit(1), visibility, filter, k);
    }

    private static SampleDocument sample(String name, int position) {
        return SampleDocument.of(name, "A heron called " + name + ".").at(position);
    }

    private Batch batch(String name, int position, Map<String, String> metadata) {
        SampleDocument sample =
                SampleDocument.of(name, "A heron called " + name + ".").at(position);
        names.put(sample.key().id(), name);
        DocumentVersion version = sample.version();
        return new Batch(
                new DocumentVersion(
                        version.document(),
                        version.version() + "-" + position,
                        version.sequence(),
                        version.configuration(),
                        version.uri(),
                        version.title(),
                        version.contentType(),
                        null,
                        metadata,
                        version.access(),
                        version.changedAt(),
                        version.bytes(),
                        null),
                0,
                1,
                sample.chunks());
    }
}
