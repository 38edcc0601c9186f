package io.millrace.capture;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server's members have gone through, as MongoDB's manual has it ("Change Events", "Resume Tokens"; {@code change-streams.rst} of its drivers' specifications). The events of
 * mongo-java-server's own oplog name neither collection nor, of an update, the member.
 */
final class ChangeEvents implements Oplog {

    private final Function<String, MongoDatabase> databases;
    private final List<Document> events = new ArrayList<>();
    /** As they were last, by name of the collection and {@code _id}. */
    private final Map<String, Map<Object, Document>> members = new HashMap<>();

    private final Set<String> imaged = ConcurrentHashMap.newKeySet();
    private long forgotten;
    private @Nullable BsonTimestamp transaction;

    ChangeEvents(Function<String, MongoDatabase> databases) {
        this.databases = databases;
    }

    /** An open change stream. */
    static final class Stream {
        private final String database;
        private final Document options;
        private final List<Document> pipeline;
        private long position;
        private boolean ended;

        Stream(String database, List<Document> pipeline, long position) {
            this.database = database;
            this.options = within(pipeline.getFirst(), "$changeStream");
            this.pipeline = pipeline.subList(1, pipeline.size());
            this.position = position;
        }

        boolean ended() {
            return ended;
        }

        Document token() {
            return ChangeEvents.token(position);
        }
    }

    /** As {@code changeStreamPreAndPostImages} of a collection. */
    void keepImages(String... namespaces) {
        imaged.addAll(List.of(namespaces));
    }

    /** As an oplog that was written over. */
    synchronized void forget() {
        forgotten += events.size();
        events.clear();
    }

    /** What happens from now on has one time, and is seen at the {@link #commit}. */
    synchronized void begin() {
        transaction = new BsonTimestamp(Instant.now(), (int) end());
    }

    synchronized void commit() {
        transaction = null;
    }

    synchronized Stream open(String database, List<Document> pipeline) {
        Document options = within(pipeline.getFirst(), "$changeStream");
        Object after = options.containsKey("startAfter") ? options.get("startAfter") : options.get("resumeAfter");
        long position = after == null ? end() : Long.parseLong(String.valueOf(((Document) after).get("_data")), 16);
        Stream stream = new Stream(database, pipeline, position);
        requireKept(stream);
        return stream;
    }

    private void requireKept(Stream stream) {
        if (stream.position < forgotten || stream.position > end()) {
            throw new MongoServerError(
                    286,
                    "ChangeStreamHistoryLost",
                    "Resume of change stream was not possible, as the resume point may no longer be in the oplog.");
        }
    }

    /** Those that come next; the stream stands after them then, and after those of others. */
    synchronized List<Document> next(Stream stream, int most) {
        requireKept(stream);
        List<Document> next = new ArrayList<>();
        while (transaction == null && stream.position < end() && next.size() < most && !stream.ended) {
            Document event = events.get((int) (stream.position++ - forgotten));
            if (stream.database.equals(within(event, "ns").get("db"))) {
                Document told = told(event, stream);
                stream.ended = "invalidate".equals(event.get("operationType"));
                next.addAll(Aggregation.fromPipeline(
                                stream.pipeline,
                                databases::apply,
                                databases.apply(stream.database),
                                databases.apply(stream.database).resolveCollection("none", false),
                                this)
                        .runStages(java.util.stream.Stream.of(told)));
            }
        }
        return next;
    }

    private Document told(Document event, Stream stream) {
        Document told = event.clone();
        Object before = told.remove("before");
        if (before != null && "whenAvailable".equals(stream.options.get("fullDocumentBeforeChange"))) {
            told.append("fullDocumentBeforeChange", before);
        }
        if ("update".equals(event.get("operationType")) && "updateLookup".equals(stream.options.get("fullDocument"))) {
            // As it was told of last: the server holds its own members while it tells of them.
            Document now =
                    membersOf(namespace(event)).get(within(event, "documentKey").get("_id"));
            if (now != null) {
                told.append("fullDocument", now);
            }
        }
        return told;
    }

    private static Document within(Document outer, String name) {
        return (Document) Objects.requireNonNull(outer.get(name));
    }

    private static String namespace(Document event) {
        Document ns = within(event, "ns");
        return ns.get("db") + "." + ns.get("coll");
    }

    private long end() {
        return forgotten + events.size();
    }

    private static Document token(long position) {
        return new Document("_data", String.format(Locale.ROOT, "%016X", position));
    }

    private Document event(String operation, String namespace) {
        int dot = namespace.indexOf('.');
        Document ns = new Document("db", dot < 0 ? namespace : namespace.substring(0, dot));
        if (dot >= 0) {
            ns.append("coll", namespace.substring(dot + 1));
        }
        Instant now = Instant.now();
        Document event = new Document("_id", token(end() + 1))
                .append("operationType", operation)
                .append(
                        "clusterTime",
                        Objects.requireNonNullElseGet(transaction, () -> new BsonTimestamp(now, (int) end())))
                .append("wallTime", now)
                .append("ns", ns);
        events.add(event);
        return event;
    }

    private @Nullable Document member(String namespace, Object id) {
        int dot = namespace.indexOf('.');
        MongoCollection<?> collection =
                databases.apply(namespace.substring(0, dot)).resolveCollection(namespace.substring(dot + 1), false);
        return collection == null
                ? null
                : collection
                        .queryAllAsStream()
                        .filter(member -> id.equals(member.get("_id")))
                        .findFirst()
                        .map(Document::cloneDeeply)
                        .orElse(null);
    }

    private Map<Object, Document> membersOf(String namespace) {
        return members.computeIfAbsent(namespace, _ -> new HashMap<>());
    }

    private void addKey(Document event, String namespace, Object id, @Nullable Document before) {
        event.append("documentKey", new Document("_id", id));
        if (before != null && imaged.contains(namespace)) {
            event.append("before", before);
        }
    }

    @Override
    public synchronized void handleInsert(String namespace, List<Document> documents) {
        for (Document each : documents) {
            Document member = each.cloneDeeply();
            Object id = Objects.requireNonNull(member.get("_id"));
            membersOf(namespace).put(id, member);
            addKey(event("insert", namespace).append("fullDocument", member), namespace, id, null);
        }
    }

    @Override
    public synchronized void handleUpdate(String namespace, Document selector, Document query, List<Object> ids) {
        boolean update = query.keySet().stream().allMatch(key -> key.startsWith("$"));
        for (Object id : ids) {
            Document before = membersOf(namespace).get(id);
            Document now = Objects.requireNonNull(member(namespace, id));
            Document event = event(update ? "update" : "replace", namespace);
            if (update) {
                event.append("updateDescription", difference(before, now));
            } else {
                event.append("fullDocument", now);
            }
            addKey(event, namespace, id, before);
            membersOf(namespace).put(id, now);
        }
    }

    private static Document difference(@Nullable Document before, Document now) {
        Document old = before == null ? new Document() : before;
        Document updated = new Document();
        now.forEach((name, value) -> {
            if (!Objects.equals(old.get(name), value)) {
                updated.append(name, value);
            }
        });
        return new Document("updatedFields", updated)
                .append(
                        "removedFields",
                        old.keySet().stream()
                                .filter(name -> !now.containsKey(name))
                                .toList())
                .append("truncatedArrays", List.of());
    }

    @Override
    public synchronized void handleDelete(String namespace, Document query, List<Object> ids) {
        for (Object id : ids) {
            addKey(
                    event("delete", namespace),
                    namespace,
                    id,
                    membersOf(namespace).remove(id));
        }
    }

    @Override
    public synchronized void handleDropCollection(String namespace) {
        if (!namespace.contains(".system.")) {
            members.remove(namespace);
            event("drop", namespace);
        }
    }

    /** After the drops of its collections. */
    synchronized void dropped(String database) {
        event("dropDatabase", database);
        event("invalidate", database);
    }

    @Override
    public Cursor createCursor(Document options, String namespace, Aggregation aggregation) {
        throw new UnsupportedOperationException("streams are opened here");
    }
}
