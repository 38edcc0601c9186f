package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A real MongoDB 8 in a container, a replica set of one member, one for the JVM. No registry of packages has it: where containers weren't asked for, modules have mongo-java-server, which
 * speaks its protocol.
 */
public final class MongodbServer {

    private static @Nullable MongodbServer shared;

    private final String url;

    private MongodbServer(String url) {
        this.url = url;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized MongodbServer shared() {
        if (shared == null) {
            try {
                shared = start();
            } catch (IOException e) {
                throw new UncheckedIOException("MongoDB did not start", e);
            }
        }
        return shared;
    }

    private static MongodbServer start() throws IOException {
        DockerServer container = DockerServer.start(ContainerImage.MONGODB);
        String member = "127.0.0.1:" + container.port();
        container.run(
                "mongosh",
                "--quiet",
                "--port",
                Integer.toString(container.port()),
                "--eval",
                "rs.initiate({_id: 'rs0', members: [{_id: 0, host: '" + member
                        + "'}]}); while (!db.hello().isWritablePrimary) sleep(100);");
        return new MongodbServer("mongodb://" + member);
    }

    /** Without the name of a database; it asks for no user. */
    public String url() {
        return url;
    }
}
