package io.millrace.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/** What MongoDB has to say of a mapping: whether its collections are there, their indexes, and what change streams will tell. */
final class MongoInspection {

    private final MongoConnection connection;
    private final DocumentMapping document;
    private final List<RowFinding> findings = new ArrayList<>();

    MongoInspection(MongoConnection connection, DocumentMapping document) {
        this.connection = connection;
        this.document = document;
    }

    List<RowFinding> findings() {
        Projection.forbidden(document)
                .ifPresent(what -> add(Level.ERROR, document.table(), what, "correct the mapping"));
        MongoDatabase database = connection.database();
        Map<String, BsonDocument> collections = new LinkedHashMap<>();
        for (BsonDocument collection : database.listCollections(BsonDocument.class)) {
            collections.put(collection.getString("name").getValue(), collection);
        }
        for (String table : document.tables()) {
            BsonDocument there = collections.get(table);
            if (there == null) {
                add(
                        Level.ERROR,
                        table,
                        "collection " + table + " is not there",
                        "correct the name, or the database in `url`");
            } else {
                changes(table, there);
            }
        }
        if (findings.stream().noneMatch(finding -> finding.level() == Level.ERROR)) {
            indexes(database);
            server();
        }
        return findings;
    }

    private void server() {
        MongoConnection.Server server = connection.server();
        if (!server.replicated()) {
            add(
                    Level.WARNING,
                    document.table(),
                    "the server is no replica set, so its changes can't be followed, only found by reindexing",
                    "start mongod with --replSet and run rs.initiate(); one member is enough");
        } else {
            stream();
        }
        if (!server.snapshots() && !document.joins().isEmpty()) {
            add(
                    Level.WARNING,
                    document.table(),
                    "the server has no snapshots over several reads, so a document and what is joined to it are read one after the other",
                    "use a replica set of MongoDB 5.0 or later");
        }
    }

    /** Begins one, and ends it at once: only so the grant, and a proxy's consent, are known. */
    private void stream() {
        try {
            connection.database().watch().cursor().close();
        } catch (MongoException e) {
            add(
                    Level.WARNING,
                    document.table(),
                    "the server lets no change stream be opened (error " + e.getCode()
                            + "), so changes are only found by reindexing",
                    "grant the role `read` on the database, which has the actions find and changeStream, and see the database's log");
        }
    }

    /** A change stream tells of a deletion, and of an update's old values, only the {@code _id}, unless the collection keeps pre-images (MongoDB 6.0). */
    private void changes(String table, BsonDocument collection) {
        if (collection.containsKey("type")
                && collection.getString("type").getValue().equals("view")) {
            add(
                    Level.WARNING,
                    table,
                    table + " is a view, whose changes can't be followed",
                    "map the collections that it is made of, or rely on reindexing");
            return;
        }
        boolean more = (table.equals(document.table()) && !document.key().equals(List.of("_id")))
                || document.joins().values().stream()
                        .anyMatch(join -> join.table().equals(table)
                                && !join.refer().keySet().equals(Set.of("_id")));
        boolean kept = collection.containsKey("options")
                && collection.getDocument("options").containsKey("changeStreamPreAndPostImages")
                && collection
                        .getDocument("options")
                        .getDocument("changeStreamPreAndPostImages")
                        .getBoolean("enabled", BsonBoolean.FALSE)
                        .getValue();
        if (more && !kept) {
            add(
                    Level.WARNING,
                    table,
                    "its change stream does not tell the old values of a changed or deleted member",
                    "db.runCommand({collMod: \"" + table + "\", changeStreamPreAndPostImages: {enabled: true}})");
        }
    }

    private void indexes(MongoDatabase database) {
        Map<String, List<Index>> indexes = new LinkedHashMap<>();
        for (String table : document.tables()) {
            List<Index> all = indexes.computeIfAbsent(table, _ -> new ArrayList<>());
            for (BsonDocument index : database.getCollection(table).listIndexes(BsonDocument.class)) {
                all.add(Index.of(index));
            }
        }
        List<Index> own = indexes.getOrDefault(document.table(), List.of());
        Set<String> key = new HashSet<>(document.key());
        if (own.stream().noneMatch(index -> index.unique() && key.containsAll(index.fields()))) {
            add(
                    Level.ERROR,
                    document.table(),
                    "no unique index is of the key (" + String.join(", ", document.key())
                            + "), so two members may have one uri",
                    "use _id, or db." + document.table() + ".createIndex(" + spec(document.key())
                            + ", {unique: true})");
        } else if (own.stream().noneMatch(index -> index.whole() && index.starts(document.key()))) {
            slow(document.table(), document.key(), "members are listed in order of the key");
        }
        for (Join join : document.joins().values()) {
            if (indexes.getOrDefault(join.table(), List.of()).stream()
                    .noneMatch(
                            index -> index.whole() && index.begins(join.refer().keySet()))) {
                slow(join.table(), join.refer().keySet(), "members of " + join.name() + " are looked for by it");
            }
            if (own.stream()
                    .noneMatch(
                            index -> index.whole() && index.begins(join.refer().values()))) {
                slow(
                        document.table(),
                        join.refer().values(),
                        "what a changed member of " + join.table() + " bears on is looked for by it");
            }
        }
    }

    /**
     * An index.
     *
     * @param whole whether all members are in it
     */
    private record Index(List<String> fields, boolean unique, boolean whole) {

        static Index of(BsonDocument index) {
            List<String> fields = List.copyOf(index.getDocument("key").keySet());
            boolean whole = !index.containsKey("partialFilterExpression") && !index.containsKey("sparse");
            boolean unique = fields.equals(List.of("_id"))
                    || (index.containsKey("unique")
                            && (!index.isBoolean("unique")
                                    || index.getBoolean("unique").getValue()));
            return new Index(fields, unique && !index.containsKey("partialFilterExpression"), whole);
        }

        boolean starts(List<String> wanted) {
            return fields.size() >= wanted.size()
                    && fields.subList(0, wanted.size()).equals(wanted);
        }

        boolean begins(Collection<String> wanted) {
            Set<String> all = new HashSet<>(wanted);
            return fields.size() >= all.size() && new HashSet<>(fields.subList(0, all.size())).equals(all);
        }
    }

    private void slow(String table, Collection<String> fields, String why) {
        add(
                Level.WARNING,
                table,
                "no index begins with " + String.join(", ", fields) + ", and " + why,
                "db." + table + ".createIndex(" + spec(fields) + ")");
    }

    private static String spec(Collection<String> fields) {
        return "{"
                + String.join(
                        ", ",
                        fields.stream().map(field -> "\"" + field + "\": 1").toList()) + "}";
    }

    private void add(Level level, String table, String what, String remedy) {
        findings.add(new RowFinding(level, table, what, remedy));
    }
}
