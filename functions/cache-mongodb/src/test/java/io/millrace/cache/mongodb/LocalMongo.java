package io.millrace.cache.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.millrace.testkit.TestServers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A server of MongoDB's protocol in this process, on a port of the loopback interface, that tells what it was asked and can be made to keep everybody waiting. */
final class LocalMongo implements AutoCloseable {

    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final MongoServer server = new MongoServer(new Backend().version(ServerVersion.MONGO_5_0));
    private final int port;
    private volatile CountDownLatch open = new CountDownLatch(0);

    LocalMongo() {
        this(0);
    }

    LocalMongo(int port) {
        server.bind("127.0.0.1", port);
        TestServers.tell("mongo-java-server in place of MongoDB (jar of Maven Central)");
        this.port = server.getLocalAddress().getPort();
    }

    int port() {
        return port;
    }

    String address() {
        return "mongodb://127.0.0.1:" + port;
    }

    /** What it was asked so far, in order, by the commands' names. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    /** From now on it takes what is asked, and answers nothing before {@link #goOn}. */
    void hold() {
        open = new CountDownLatch(1);
    }

    void goOn() {
        open.countDown();
    }

    /** What {@code question} finds in the answers of a server's default place. */
    static <R> R ask(String address, Function<MongoCollection<org.bson.Document>, R> question) {
        try (MongoClient client = MongoClients.create(address)) {
            return question.apply(client.getDatabase("millrace").getCollection("answers"));
        }
    }

    @Override
    public void close() {
        goOn();
        server.shutdownNow();
    }

    private final class Backend extends MemoryBackend {

        @Override
        public Document handleMessage(MongoMessage message) {
            commands.add(message.getDocument().keySet().iterator().next());
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.handleMessage(message);
        }
    }
}
