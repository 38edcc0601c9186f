package io.millrace.source.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.MongodbServer;
import io.millrace.testkit.TestServers;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server of MongoDB's protocol in this process, not MongoDB itself, that keeps what it was asked to find. Where containers were asked for, it is MongoDB itself, which is a replica set, refuses
 * nothing and doesn't tell what it was asked.
 */
final class TestedMongo implements AutoCloseable {

    private final List<Document> finds = new CopyOnWriteArrayList<>();
    private final @Nullable MongoServer server;
    private final MongoClient client;
    private final String address;

    private volatile boolean replicated;
    private volatile @Nullable MongoServerError refusal;

    TestedMongo() {
        if (TestServers.inContainers()) {
            server = null;
            address = MongodbServer.shared().url();
        } else {
            server = new MongoServer(new Backend().version(ServerVersion.MONGO_5_0));
            server.bind("127.0.0.1", 0);
            address = "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
            TestServers.tell("mongo-java-server in place of MongoDB (jar of Maven Central)");
        }
        client = MongoClients.create(address);
    }

    MongoDatabase database() {
        return client.getDatabase("shop");
    }

    /** The collections of the contract, empty. */
    void create() {
        database().drop();
        for (String name : List.of("products", "brands", "reviews", "places")) {
            database().createCollection(name);
        }
        for (String name : List.of("products", "brands", "reviews")) {
            unique(name, "id");
        }
        unique("places", "region", "code");
    }

    void unique(String collection, String... fields) {
        database().getCollection(collection).createIndex(Indexes.ascending(fields), new IndexOptions().unique(true));
    }

    /** Whether it says to those who connect from now on that it is a replica set; it has no change streams that tell anything, and no snapshots. */
    void replicated(boolean is) {
        replicated = is;
    }

    /** From now on it refuses to open change streams so; null that it does not. */
    void refuseStreams(@Nullable MongoServerError error) {
        refusal = error;
    }

    /** What it was asked to find since then, as the driver sent it. */
    List<Document> finds() {
        return finds;
    }

    MappedRowSource open(String documents, RowLimits limits) {
        SourceMapping mapping = mapping(documents);
        return new MappedRowSource(mapping, new MongoReaders(MongoSettings.USUAL).open(mapping, limits), limits);
    }

    List<String> findings(String documents) throws IOException {
        SourceMapping mapping = mapping(documents);
        try (var reader = new MongoReaders(MongoSettings.USUAL).open(mapping, RowLimits.USUAL)) {
            return reader.inspect(mapping.documents().getFirst()).stream()
                    .map(TestedMongo::line)
                    .toList();
        }
    }

    private static String line(RowFinding finding) {
        return finding.level() + " " + finding;
    }

    SourceMapping mapping(String documents) {
        try {
            return MappingReader.read(
                    "shop.yaml",
                    "name: shop\nengine: mongodb\nurl: " + address + "/shop\ndocuments:\n"
                            + documents
                                    .replaceAll("(?<![{])\\{([a-z]+)}(?!})", "$1")
                                    .indent(2));
        } catch (MappingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        if (server != null) {
            server.shutdownNow();
        }
    }

    private final class Backend extends MemoryBackend {

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            Document answer = super.handleCommand(channel, database, command, query);
            return replicated && answer.containsKey("maxWireVersion")
                    ? answer.append("setName", "rs0").append("ismaster", true)
                    : answer;
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            if (message.getDocument().containsKey("aggregate")) {
                return stream();
            }
            if (message.getDocument().containsKey("find")) {
                finds.add(message.getDocument());
            }
            return super.handleMessage(message);
        }

        /** One in which nothing ever comes. */
        private Document stream() {
            MongoServerError refused = refusal;
            if (refused != null) {
                throw refused;
            }
            Document cursor = new Document("id", 1L)
                    .append("ns", "shop.$cmd.aggregate")
                    .append("firstBatch", List.of())
                    .append("postBatchResumeToken", new Document("_data", "82"));
            return new Document("cursor", cursor).append("ok", 1.0);
        }
    }
}
