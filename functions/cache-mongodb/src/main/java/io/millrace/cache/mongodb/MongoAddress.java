package io.millrace.cache.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.connection.ServerMonitoringMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where answers are kept, and how it is reached.
 *
 * @param settings of the driver's client
 * @param answers database and collection
 */
record MongoAddress(MongoClientSettings settings, MongoNamespace answers) {

    private static final String DATABASE = "millrace";
    private static final String COLLECTION = "answers";
    private static final int CONNECTIONS = 16;

    /** The driver looks at a server when it needs one, and not in between: a function that waits asks nobody anything. */
    private static final Duration HEARTBEAT = Duration.ofDays(1);

    /** The driver logs addresses and users. Held here, or its level would be forgotten with it. */
    private static final Logger DRIVER = Logger.getLogger("org.mongodb.driver");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    /**
     * Looks nothing up and opens no connection.
     *
     * @param longestWait for each operation from beginning to end, and for opening a connection, whatever the connection string says
     * @throws IllegalArgumentException which does not repeat the address: it may hold a password
     */
    static MongoAddress of(String connectionString, Duration longestWait) {
        if (!connectionString.startsWith("mongodb://")) {
            throw unreadable();
        }
        try {
            ConnectionString address = new ConnectionString(connectionString);
            return new MongoAddress(
                    settings(address, longestWait.toMillis()),
                    new MongoNamespace(
                            Objects.requireNonNullElse(address.getDatabase(), DATABASE),
                            Objects.requireNonNullElse(address.getCollection(), COLLECTION)));
        } catch (MongoException | IllegalArgumentException | UnsupportedOperationException _) {
            throw unreadable();
        }
    }

    private static MongoClientSettings settings(ConnectionString address, long longestWaitMillis) {
        return MongoClientSettings.builder()
                .applyConnectionString(address)
                // Others need libraries of their own, and an answer is a few kilobytes.
                .compressorList(List.of())
                .timeout(longestWaitMillis, TimeUnit.MILLISECONDS)
                .applyToSocketSettings(socket -> socket.connectTimeout(longestWaitMillis, TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(
                        pool -> pool.minSize(0).maxSize(CONNECTIONS).maxConnectionIdleTime(1, TimeUnit.MINUTES))
                .applyToServerSettings(server -> server.serverMonitoringMode(ServerMonitoringMode.POLL)
                        .heartbeatFrequency(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS))
                .build();
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "the address of MongoDB is mongodb://[user:password@]host[:port][,host...][/database][?options],"
                        + " with anything but letters and digits of user and password percent-encoded; mongodb+srv:// is not taken, name the hosts");
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "MongoAddress[" + answers + "]";
    }
}
