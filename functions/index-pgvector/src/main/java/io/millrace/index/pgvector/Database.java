package io.millrace.index.pgvector;

import io.millrace.core.problem.FirstContact;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DriverConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.dbcp2.PoolingDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the store's PostgreSQL. None is opened before the first is wanted and none is kept that nobody uses, so that a function that
 * sleeps leaves nothing behind. The first brings the schema to this build's version.
 */
final class Database implements AutoCloseable {

    /** Says that this build's migrations are in: the number of the last one in {@code migration/}. */
    static final String VERSION = "8";

    private static final Logger LOG = System.getLogger(Database.class.getName());

    /** Flyway logs the address with each property of it. Held here, or its level would be forgotten with it. */
    private static final java.util.logging.Logger FLYWAY = java.util.logging.Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(java.util.logging.Level.WARNING);
    }

    /**
     * A statement that takes longer waits for what does not come: the server ends it, and the caller is told to try again. Who only hung up would leave it there, waiting for its
     * lock, and one more with each attempt, until the server has no connections left.
     */
    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(1);

    /** How much later than the server's word a connection is given up. */
    private static final Duration LONGEST_WORD = Duration.ofSeconds(5);

    /** A process that went away in a search must not hold the vacuum up for ever. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    /** When a server asks whether a process is still there that says nothing, in seconds: a node that is lost hangs up no connection, and a migration's may rest for ever. */
    private static final int SILENCE_SECONDS = 60;

    /** The transaction would write, and the server is a standby: it has changed places with another, or was none of the primaries that were asked for. */
    private static final String READ_ONLY = "25006";

    private static final int FOR_EVER = -1;

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    /** Something done with a connection, within one transaction. */
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final PgvectorSettings settings;
    private final GenericObjectPool<PoolableConnection> idle;
    private final PoolingDataSource<PoolableConnection> pool;
    private final FirstContact contact = new FirstContact();
    private volatile boolean migrated;

    Database(PgvectorSettings settings) {
        this(settings, LONGEST_STATEMENT);
    }

    Database(PgvectorSettings settings, Duration longestStatement) {
        this.settings = settings;
        this.idle = pool(settings, longestStatement);
        this.pool = new PoolingDataSource<>(idle);
    }

    /** Commons' pool, of its parts: its BasicDataSource would open a connection to try it, and close it again. */
    private static GenericObjectPool<PoolableConnection> pool(PgvectorSettings settings, Duration longestStatement) {
        PoolableConnectionFactory connections = new PoolableConnectionFactory(
                new DriverConnectionFactory(driver(), settings.url().jdbc(), properties(settings, longestStatement)),
                null);
        connections.setValidationQueryTimeout(LONGEST_LOOK);
        connections.setFastFailValidation(true);
        GenericObjectPoolConfig<PoolableConnection> limits = new GenericObjectPoolConfig<>();
        limits.setMaxTotal(settings.connections());
        limits.setMaxIdle(settings.connections());
        limits.setMaxWait(settings.patience());
        // A server that went away and came back costs one look, not a failed request. It is one round trip.
        limits.setTestOnBorrow(true);
        limits.setMinEvictableIdleDuration(settings.idle());
        limits.setTimeBetweenEvictionRuns(Duration.ofMillis(settings.idle().toMillis() / 2));
        limits.setNumTestsPerEvictionRun(settings.connections());
        limits.setJmxEnabled(false);
        GenericObjectPool<PoolableConnection> pool = new GenericObjectPool<>(connections, limits);
        connections.setPool(pool);
        return pool;
    }

    /** By its name: the compiler would want the annotations that it was compiled with. */
    private static Driver driver() {
        try {
            return Class.forName("org.postgresql.Driver")
                    .asSubclass(Driver.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a driver is missing in this build", e);
        }
    }

    /** @param longestStatement zero for as long as each takes, and as long as a transaction that waits for it rests */
    static Properties properties(PgvectorSettings settings, Duration longestStatement) {
        boolean hurried = longestStatement.isPositive();
        String patience = Long.toString(settings.patience().toSeconds());
        Properties properties = new Properties();
        properties.setProperty("currentSchema", settings.schema() + ",public");
        properties.setProperty("ApplicationName", "millrace");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                "socketTimeout",
                Long.toString(hurried ? longestStatement.plus(LONGEST_WORD).toSeconds() : 0));
        properties.setProperty("connectTimeout", patience);
        properties.setProperty("loginTimeout", patience);
        properties.setProperty("binaryTransferEnable", "FLOAT4_ARRAY");
        properties.setProperty("logServerErrorDetail", "false");
        // Arrays of any size come: a plan for the usual size would be wrong for each. Compiling takes longer than these
        // run.
        properties.setProperty(
                "options",
                "-c plan_cache_mode=force_custom_plan -c jit=off -c statement_timeout=" + longestStatement.toMillis()
                        + " -c idle_in_transaction_session_timeout=" + (hurried ? LONGEST_REST.toMillis() : 0)
                        + " -c tcp_keepalives_idle=" + SILENCE_SECONDS + " -c tcp_keepalives_interval=10");
        if (settings.user() != null) {
            properties.setProperty("user", settings.user());
        }
        if (settings.password() != null) {
            properties.setProperty("password", settings.password());
        }
        return properties;
    }

    /** Within a transaction that is durable when this returns. What is thrown undoes it. */
    <T> T write(Work<T> work) {
        try (Connection connection = connection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollback(connection);
                }
                release(connection);
            }
        } catch (SQLException e) {
            if (READ_ONLY.equals(e.getSQLState())) {
                // All that wait with this one lead to the same server; the next one finds the primary.
                idle.clear();
            }
            throw failure(e);
        }
    }

    /** One or more statements, each for itself. */
    <T> T read(Work<T> work) {
        try (Connection connection = connection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** A connection within a transaction that sees the store as it is now, until {@link #end}. */
    Connection begin() throws SQLException {
        Connection connection = connection();
        try {
            connection.setAutoCommit(false);
            new Sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").update(connection);
            return connection;
        } catch (SQLException e) {
            end(connection);
            throw e;
        }
    }

    /** Ends a transaction that {@link #begin} began. */
    static void end(Connection connection) {
        rollback(connection);
        release(connection);
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a connection could not be given back", e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a transaction ended with its connection", e);
        }
    }

    private static void release(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a connection is broken", e);
        }
    }

    /** Opens the first connection, which the next use takes, and brings the schema to this build's version. */
    void connect() {
        try {
            migrate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connection() throws SQLException {
        if (!migrated) {
            migrate();
        }
        return borrowed();
    }

    private Connection borrowed() throws SQLException {
        try {
            return contact.make(pool::getConnection, Database::isRefusal);
        } catch (IllegalStateException e) {
            throw new SQLNonTransientConnectionException("the store was closed", "08003", e);
        }
    }

    /** Nothing takes connections there, or PostgreSQL starts and takes none yet. */
    private static boolean isRefusal(Exception e) {
        return e instanceof SQLException refused
                && ("08001".equals(refused.getSQLState()) || "57P03".equals(refused.getSQLState()));
    }

    private synchronized void migrate() throws SQLException {
        if (migrated) {
            return;
        }
        try (Connection connection = borrowed()) {
            migrated = isCurrent(connection);
        }
        if (!migrated) {
            bringUp();
        }
    }

    private void bringUp() throws SQLException {
        // Each as long as it takes: an index over all passages may need an hour. Meanwhile the transaction that has
        // Flyway's lock rests, and other processes wait for it.
        try (PoolingDataSource<PoolableConnection> unhurried = new PoolingDataSource<>(pool(settings, Duration.ZERO))) {
            flyway(unhurried).migrate();
            migrated = true;
        } catch (FlywayException e) {
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw new SQLException(
                    "the schema " + settings.schema() + " could not be brought to version " + VERSION, "XX000", e);
        }
    }

    Flyway flyway(DataSource unhurried) {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(unhurried)
                .schemas(settings.schema())
                .defaultSchema(settings.schema())
                .createSchemas(true)
                .lockRetryCount(FOR_EVER)
                .locations("classpath:io/millrace/index/pgvector/migration")
                .load();
    }

    /** Looking costs a millisecond, Flyway some hundred: too long for a function that has just been woken. */
    private boolean isCurrent(Connection connection) throws SQLException {
        // Named whole: another application may have a history of its own in a schema behind ours.
        String history = settings.schema() + ".flyway_schema_history";
        return new Sql("SELECT to_regclass(?) IS NOT NULL", history).one(connection, row -> row.getBoolean(1))
                && new Sql("SELECT EXISTS (SELECT 1 FROM " + history + " WHERE version = ? AND success)", VERSION)
                        .one(connection, row -> row.getBoolean(1));
    }

    /** As callers see it: without the server's words, which may hold a document's text, and without addresses. */
    static ProblemException failure(SQLException e) {
        String state = e.getSQLState();
        if (isPassing(e, state)) {
            LOG.log(Level.WARNING, "PostgreSQL can''t be used now: {0}", e.getMessage());
            return new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "index-not-reachable",
                            "The index's PostgreSQL can't be used now (" + described(state)
                                    + "); see that it runs, that millrace.pgvector.url and its credentials are right, and that it has connections left."),
                    e);
        }
        LOG.log(Level.ERROR, "PostgreSQL refused a statement of the index", e);
        return new ProblemException(
                new Problem(
                        Category.INTERNAL,
                        "index-failure",
                        "PostgreSQL refused a statement of the index (" + described(state)
                                + "); the log has the details."),
                e);
    }

    private static String described(@Nullable String state) {
        return state == null ? "no answer" : "SQLSTATE " + state;
    }

    /**
     * Connections (08), refused logins (28), what another transaction stood in the way of (40), no room (53), the operator's doing (57), a system error
     * (58), a database that is not there yet (3D), a server that is a standby now, and a transaction that rested for longer than it might (25P03) or took longer than this server's own
     * limit (25P04).
     */
    private static boolean isPassing(SQLException e, @Nullable String state) {
        if (state == null || state.length() < 2) {
            // The pool's own, when no connection came in time.
            return !(e instanceof java.sql.BatchUpdateException);
        }
        return switch (state) {
            case READ_ONLY, "25P03", "25P04" -> true;
            default ->
                switch (state.substring(0, 2)) {
                    case "08", "28", "3D", "40", "53", "57", "58" -> true;
                    default -> false;
                };
        };
    }

    @Override
    public void close() {
        try {
            pool.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a connection could not be closed", e);
        }
    }
}
