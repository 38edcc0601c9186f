package io.millrace.source.mongodb;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.SourceMapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** From events of change streams (MongoDB's manual, "Change Events") to changes of members. */
final class ChangeReader {

    private static final String ID = "_id";

    /** A member that refers to more others is compared with the ledger instead, with all of its collection. */
    private static final int MOST_REFERENCES = 200;

    private final SourceMapping source;
    private final Map<String, Set<String>> columns;
    private final boolean lookedUp;
    /** By collection, the fields by which others are joined to it; any other is of its own key. */
    private final Map<String, Set<String>> referring = new LinkedHashMap<>();

    /**
     * @param columns by collection, which fields are told
     * @param lookedUp whether the event of an update has the member, as it was a moment later
     */
    ChangeReader(SourceMapping source, Map<String, Set<String>> columns, boolean lookedUp) {
        this.source = source;
        this.columns = columns;
        this.lookedUp = lookedUp;
        for (DocumentMapping document : source.documents()) {
            for (Join join : document.joins().values()) {
                referring
                        .computeIfAbsent(join.table(), _ -> new LinkedHashSet<>())
                        .addAll(join.refer().keySet());
            }
        }
    }

    MongoChange read(ChangeStreamDocument<BsonDocument> event) {
        String operation = String.valueOf(event.getOperationTypeString());
        return switch (operation) {
            case "insert" -> changed(event, Kind.INSERTED);
            case "update", "replace" -> changed(event, Kind.UPDATED);
            case "delete" -> changed(event, Kind.DELETED);
            case "drop", "rename" ->
                altered(
                        event,
                        Stream.of(event.getNamespace(), event.getDestinationNamespace())
                                .filter(Objects::nonNull)
                                .map(MongoNamespace::getCollectionName)
                                .filter(columns::containsKey)
                                .collect(Collectors.toSet()));
            case "dropDatabase", "invalidate" -> altered(event, columns.keySet());
            default -> altered(event, Set.of());
        };
    }

    private static MongoChange altered(ChangeStreamDocument<BsonDocument> event, Set<String> collections) {
        return new MongoChange(
                List.of(), collections, token(event), "invalidate".equals(event.getOperationTypeString()));
    }

    private static String token(ChangeStreamDocument<BsonDocument> event) {
        return event.getResumeToken().toJson();
    }

    private MongoChange changed(ChangeStreamDocument<BsonDocument> event, Kind kind) {
        MongoNamespace namespace = event.getNamespace();
        String collection = namespace == null ? "" : namespace.getCollectionName();
        boolean gone = kind == Kind.UPDATED && lookedUp && event.getFullDocument() == null;
        if (!columns.containsKey(collection) || gone) {
            return altered(event, Set.of());
        }
        List<Map<String, @Nullable String>> after =
                kind == Kind.DELETED ? List.of(Map.of()) : texts(collection, event, event.getFullDocument());
        List<Map<String, @Nullable String>> before = switch (kind) {
            case INSERTED, TRUNCATED -> List.of(Map.of());
            case UPDATED ->
                event.getFullDocumentBeforeChange() == null
                        ? unchanged(event, after)
                        : texts(collection, event, event.getFullDocumentBeforeChange());
            case DELETED -> texts(collection, event, event.getFullDocumentBeforeChange());
        };
        List<RowChange> changes = new ArrayList<>();
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            changes.add(new RowChange(
                    source.name(),
                    collection,
                    kind,
                    before.get(Math.min(i, before.size() - 1)),
                    after.get(Math.min(i, after.size() - 1)),
                    committedAt(event)));
        }
        return new MongoChange(changes, Set.of(), token(event), false);
    }

    /** The server's clock, in milliseconds from MongoDB 6.0 on, in seconds before. */
    private static Instant committedAt(ChangeStreamDocument<BsonDocument> event) {
        if (event.getWallTime() != null) {
            return Instant.ofEpochMilli(event.getWallTime().getValue());
        }
        BsonTimestamp time = event.getClusterTime();
        return time == null ? Instant.now() : Instant.ofEpochSecond(time.getTime());
    }

    /** Without an image of the member before, what an update does not name was as it is. Of a replaced member nothing but its {@code _id} is known. */
    private static List<Map<String, @Nullable String>> unchanged(
            ChangeStreamDocument<BsonDocument> event, List<Map<String, @Nullable String>> after) {
        boolean replaced = "replace".equals(event.getOperationTypeString());
        Set<String> touched = names(event);
        return after.stream()
                .map(each -> {
                    Map<String, @Nullable String> before = new LinkedHashMap<>(each);
                    before.keySet()
                            .removeIf(column -> !column.equals(ID)
                                    && (replaced || touched.stream().anyMatch(path -> touches(path, column))));
                    return before;
                })
                .distinct()
                .toList();
    }

    private static Set<String> names(ChangeStreamDocument<BsonDocument> event) {
        BsonDocument extra = event.getExtraElements();
        return extra == null || !extra.isArray(ChangePipeline.CHANGED)
                ? Set.of()
                : extra.getArray(ChangePipeline.CHANGED).stream()
                        .filter(BsonValue::isString)
                        .map(name -> withoutPositions(name.asString().getValue()))
                        .collect(Collectors.toSet());
    }

    /** Whether one holds the other. */
    private static boolean touches(String path, String column) {
        String name = withoutPositions(column);
        return path.equals(name) || path.startsWith(name + ".") || name.startsWith(path + ".");
    }

    private static String withoutPositions(String path) {
        return Arrays.stream(path.split("\\.", -1))
                .filter(part -> !part.matches("[0-9]+"))
                .collect(Collectors.joining("."));
    }

    /**
     * What is told of a member, at least its {@code _id}. A field of which nothing can be told is left out, and what needs it is then found by a comparison; one for each of a list's
     * values.
     *
     * @param member null where only its key is known
     */
    private List<Map<String, @Nullable String>> texts(
            String collection, ChangeStreamDocument<BsonDocument> event, @Nullable BsonDocument member) {
        BsonDocument key = event.getDocumentKey() == null ? new BsonDocument() : event.getDocumentKey();
        Set<String> fields = new LinkedHashSet<>(List.of(ID));
        fields.addAll(columns.getOrDefault(collection, Set.of()));
        List<Map<String, @Nullable String>> rows = List.of(Map.of());
        for (String field : fields) {
            boolean ofId = field.equals(ID) || field.startsWith(ID + ".");
            if (ofId || member != null) {
                BsonValue value = Cells.field(ofId ? key : Objects.requireNonNull(member), field);
                rows = with(rows, field, value, refers(collection, field));
            }
        }
        return rows;
    }

    private boolean refers(String collection, String field) {
        return referring.getOrDefault(collection, Set.of()).contains(field);
    }

    private static List<Map<String, @Nullable String>> with(
            List<Map<String, @Nullable String>> rows, String field, @Nullable BsonValue value, boolean refers) {
        List<@Nullable String> texts = new ArrayList<>();
        if (!refers) {
            // What can be no part of a key names no document.
            texts.add(KeyText.of(value));
        } else if (value != null && value.isArray()) {
            value.asArray().stream().filter(one -> !one.isNull()).distinct().forEach(one -> texts.add(KeyText.of(one)));
            if (texts.size() > MOST_REFERENCES || texts.contains(null)) {
                return rows;
            }
            if (texts.isEmpty()) {
                texts.add(null);
            }
        } else if (value == null || value.isNull()) {
            texts.add(null);
        } else if (KeyText.of(value) == null) {
            return rows;
        } else {
            texts.add(KeyText.of(value));
        }
        List<Map<String, @Nullable String>> more = new ArrayList<>();
        for (Map<String, @Nullable String> row : rows) {
            for (String text : texts) {
                Map<String, @Nullable String> wider = new LinkedHashMap<>(row);
                wider.put(field, text);
                more.add(wider);
            }
        }
        return more.size() > MOST_REFERENCES ? rows : more;
    }
}
