package io.millrace.capture;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.millrace.testkit.TestServers;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A server of MongoDB's protocol in this process, not MongoDB itself: mongo-java-server, which says of itself that it is a replica set, with change streams as the manual has them
 * ({@link ChangeEvents}). What is in it outlives {@link #crash}.
 */
final class ReplicaSet implements AutoCloseable {

    private final Backend backend = new Backend();
    private final int port;
    private final MongoClient client;
    private MongoServer server;
    private volatile boolean replicated = true;
    private volatile @Nullable MongoServerError refusal;

    ReplicaSet() {
        server = new MongoServer(backend);
        server.bind("127.0.0.1", 0);
        port = server.getLocalAddress().getPort();
        TestServers.tell("mongo-java-server in place of MongoDB (jar of Maven Central)");
        client = MongoClients.create("mongodb://127.0.0.1:" + port);
    }

    /** Of the database of the shop. */
    String url() {
        return "mongodb://127.0.0.1:" + port + "/shop";
    }

    MongoDatabase database() {
        return client.getDatabase("shop");
    }

    ChangeEvents events() {
        return backend.events;
    }

    /** Whether it says that it is a replica set; whoever is connected does not hear of it. */
    void replicated(boolean is) {
        replicated = is;
    }

    /** From now on it refuses to open change streams so; null that it does not. */
    void refuse(@Nullable MongoServerError error) {
        refusal = error;
    }

    /** Ends the server and all that are connected, and starts it again. */
    void crash() {
        server.shutdownNow();
        server = new MongoServer(backend);
        server.bind("127.0.0.1", port);
    }

    @Override
    public void close() {
        client.close();
        server.shutdownNow();
    }

    private final class Backend extends MemoryBackend {

        /** The driver waits for events longer; the server's threads, of which there are few, should not. */
        private static final int AWAIT_MILLIS = 20;

        private static final long FIRST_STREAM = 1L << 40;

        private final ChangeEvents events = new ChangeEvents(this::resolveDatabase);
        private final AtomicLong streams = new AtomicLong(FIRST_STREAM);
        private final Map<Long, ChangeEvents.Stream> open = new ConcurrentHashMap<>();

        Backend() {
            version(ServerVersion.MONGO_5_0);
            oplog = events;
        }

        /** What is in it is kept. */
        @Override
        public void close() {
            open.clear();
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return member(super.handleCommand(channel, database, command, query));
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            Document question = message.getDocument();
            if (question.get("pipeline") instanceof List<?> pipeline
                    && !pipeline.isEmpty()
                    && pipeline.getFirst() instanceof Document first
                    && first.containsKey("$changeStream")) {
                return opened(message.getDatabaseName(), question);
            }
            if (question.get("getMore") instanceof Number id && id.longValue() >= FIRST_STREAM) {
                return more(id.longValue(), question);
            }
            if (question.containsKey("dropDatabase")) {
                Document answer = super.handleMessage(message);
                events.dropped(message.getDatabaseName());
                return answer;
            }
            return ofOneMoment(question, member(super.handleMessage(message)));
        }

        private Document opened(String database, Document question) {
            MongoServerError refused = refusal;
            if (refused != null) {
                throw refused;
            }
            long id = streams.incrementAndGet();
            ChangeEvents.Stream stream = events.open(database, Aggregation.parse(question.get("pipeline")));
            open.put(id, stream);
            return answer(id, stream, "firstBatch", List.of());
        }

        private Document more(long id, Document question) {
            ChangeEvents.Stream stream = open.get(id);
            if (stream == null) {
                throw new MongoServerError(43, "CursorNotFound", "cursor id " + id + " not found");
            }
            int most = ((Number) question.getOrDefault("batchSize", 100)).intValue();
            List<Document> next = events.next(stream, most);
            if (next.isEmpty()) {
                // As a server does that is asked to await data, for less time.
                try {
                    TimeUnit.MILLISECONDS.sleep(AWAIT_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                next = events.next(stream, most);
            }
            return answer(id, stream, "nextBatch", next);
        }

        private static Document answer(long id, ChangeEvents.Stream stream, String batch, List<Document> events) {
            Document cursor = new Document("id", stream.ended() ? 0L : id)
                    .append("ns", "shop.$cmd.aggregate")
                    .append(batch, events)
                    .append("postBatchResumeToken", stream.token());
            return new Document("cursor", cursor).append("ok", 1.0);
        }

        private Document member(Document answer) {
            if (replicated && answer.containsKey("maxWireVersion")) {
                answer.append("setName", "rs0")
                        .append("ismaster", true)
                        .append("maxWireVersion", 17)
                        .append("logicalSessionTimeoutMinutes", 30);
            }
            return answer;
        }

        /** There are no snapshots; the driver wants to know of which moment one was. */
        private static Document ofOneMoment(Document question, Document answer) {
            if (question.get("readConcern") instanceof Document concern
                    && "snapshot".equals(concern.get("level"))
                    && answer.get("cursor") instanceof Document cursor) {
                cursor.append(
                        "atClusterTime", concern.getOrDefault("atClusterTime", new BsonTimestamp(Instant.now(), 1)));
            }
            return answer;
        }
    }
}
