package io.millrace.source.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.millrace.source.row.MappingFailures;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import io.millrace.source.row.Tls;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** One database; nothing is connected before something is read. */
final class MongoConnection implements AutoCloseable {

    /** The first version whose snapshots reach over several reads: 5.0. */
    private static final int SNAPSHOTS = 13;

    /** The first version that keeps what a member was before it changed: 6.0. */
    private static final int IMAGES = 17;

    /** The driver logs addresses and users. Held here, or its level would be forgotten with it. */
    private static final Logger DRIVER = Logger.getLogger("org.mongodb.driver");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private final SourceMapping source;
    private final MongoSettings settings;
    private @Nullable Open open;
    private boolean closed;

    MongoConnection(SourceMapping source, MongoSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    /**
     * What the server is.
     *
     * @param replicated whether it has a log of changes that can be followed: a replica set, or a cluster of such
     * @param snapshots whether several reads can be of one moment
     * @param images whether it can tell what a member was before it changed
     */
    record Server(boolean replicated, boolean snapshots, boolean images) {}

    private record Open(MongoClient client, MongoDatabase database, Server server) {}

    /** Reads of one moment, where the server has such a thing. */
    record Reading(MongoDatabase database, @Nullable ClientSession session) {

        FindIterable<BsonDocument> find(String collection, Bson filter) {
            MongoCollection<BsonDocument> members = database.getCollection(collection, BsonDocument.class);
            return session == null ? members.find(filter) : members.find(session, filter);
        }
    }

    /** Something to read. */
    interface Work<T> {
        T read(Reading reading);
    }

    <T> T snapshot(Work<T> work) {
        Open now = open();
        try {
            return snapshot(work, now);
        } catch (IllegalStateException e) {
            if (isOpen(now)) {
                throw e;
            }
            throw new MongoException("the connections were closed meanwhile", e);
        }
    }

    private static <T> T snapshot(Work<T> work, Open now) {
        if (!now.server().snapshots()) {
            return work.read(new Reading(now.database(), null));
        }
        try (ClientSession session = now.client()
                .startSession(ClientSessionOptions.builder().snapshot(true).build())) {
            return work.read(new Reading(now.database(), session));
        }
    }

    private synchronized boolean isOpen(Open which) {
        return which.equals(open);
    }

    /** For commands on the database itself. */
    MongoDatabase database() {
        return open().database();
    }

    Server server() {
        return open().server();
    }

    private synchronized Open open() {
        if (closed) {
            // Whoever still has it would open connections with an old password that nobody closes.
            throw new MongoException("the mapping of source " + source.name() + " was replaced");
        }
        if (open == null) {
            ConnectionString address = address();
            String name = address.getDatabase();
            if (name == null) {
                throw wrong("`url` names no database; write mongodb://host:27017/database");
            }
            MongoClient client = MongoClients.create(settings(address));
            try {
                MongoDatabase database = client.getDatabase(name);
                open = new Open(client, database, server(client, database));
            } finally {
                if (open == null) {
                    client.close();
                }
            }
        }
        return open;
    }

    /** What the driver has found out once it could ask something. */
    private static Server server(MongoClient client, MongoDatabase database) {
        database.runCommand(new BsonDocument("ping", new BsonInt32(1)));
        List<ServerDescription> servers = client.getClusterDescription().getServerDescriptions().stream()
                .filter(ServerDescription::isOk)
                .toList();
        boolean replicated = servers.stream()
                .anyMatch(server -> server.isReplicaSetMember()
                        || server.getType() == ServerType.SHARD_ROUTER
                        || server.getType() == ServerType.LOAD_BALANCER);
        int wire = servers.stream()
                .mapToInt(ServerDescription::getMaxWireVersion)
                .min()
                .orElse(0);
        return new Server(replicated, replicated && wire >= SNAPSHOTS, replicated && wire >= IMAGES);
    }

    /** With user and password, so that the driver understands what the url says of them: `authSource`, `authMechanism`. */
    private ConnectionString address() {
        String url = source.url();
        Secret secret = source.password();
        if (source.user() != null) {
            if (secret == null && !url.contains("authMechanism=")) {
                throw wrong("`user` has no `password`; write password: {env: NAME} or {file: path}");
            }
            String credentials = encoded(source.user()) + (secret == null ? "" : ":" + encoded(secret.resolve())) + "@";
            url = url.replaceFirst("://", "://" + credentials.replace("$", "\\$"));
        }
        try {
            return new ConnectionString(url);
        } catch (IllegalArgumentException e) {
            // The driver's words repeat the address, and the password in it.
            throw wrong(
                    "`url` can't be read; write mongodb://host:27017/database?option=value, without user and password");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private RuntimeException wrong(String detail) {
        return MappingFailures.wrong(source, source.documents().getFirst(), detail, null);
    }

    private MongoClientSettings settings(ConnectionString address) {
        Tls tls = source.tls();
        return MongoClientSettings.builder()
                .applyConnectionString(address)
                .applicationName("millrace")
                // Others need libraries of their own.
                .compressorList(List.of())
                .timeout(settings.longestOperation().toMillis(), TimeUnit.MILLISECONDS)
                .applyToClusterSettings(cluster ->
                        cluster.serverSelectionTimeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(settings.patience().toMillis(), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.minSize(0)
                        .maxSize(settings.connections())
                        .maxWaitTime(settings.patience().toMillis(), TimeUnit.MILLISECONDS)
                        .maxConnectionIdleTime(settings.idle().toMillis(), TimeUnit.MILLISECONDS))
                .applyToSslSettings(ssl -> {
                    if (tls != null) {
                        ssl.enabled(tls.mode() != Tls.Mode.DISABLE)
                                .invalidHostNameAllowed(tls.mode() != Tls.Mode.VERIFY_FULL);
                        if (tls.mode() != Tls.Mode.DISABLE) {
                            ssl.context(tls.context());
                        }
                    }
                })
                .build();
    }

    /** Forgets all connections, and the password: the next one looks it up again. */
    void forget() {
        Open old;
        synchronized (this) {
            old = open;
            open = null;
        }
        if (old != null) {
            old.client().close();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        forget();
    }
}
