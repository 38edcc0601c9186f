package io.millrace.source.jdbc;

import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.apache.commons.dbcp2.DriverConnectionFactory;
import org.apache.commons.dbcp2.PoolableConnection;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.dbcp2.PoolingDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

/** Connections to one database, none before the first is wanted. Each is used for one read-only transaction that sees one moment. */
final class JdbcPool implements AutoCloseable {

    private static final Logger LOG = System.getLogger(JdbcPool.class.getName());

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final SourceMapping source;
    private final Dialect dialect;
    private final JdbcSettings settings;
    private @Nullable PoolingDataSource<PoolableConnection> pool;
    private boolean closed;

    JdbcPool(SourceMapping source, Dialect dialect, JdbcSettings settings) {
        this.source = source;
        this.dialect = dialect;
        this.settings = settings;
    }

    /** Something to read. */
    interface Work<T> {
        T read(Connection connection) throws SQLException;
    }

    <T> T snapshot(Work<T> work) throws SQLException {
        try (Connection connection = borrowed()) {
            connection.setAutoCommit(false);
            try {
                try (Statement begin = connection.createStatement()) {
                    begin.execute(dialect.begin());
                }
                return work.read(connection);
            } finally {
                rollback(connection);
            }
        }
    }

    private Connection borrowed() throws SQLException {
        PoolingDataSource<PoolableConnection> current = connections();
        try {
            return current.getConnection();
        } catch (IllegalStateException e) {
            // Somebody forgot the pool between the two; whoever asks again gets another.
            throw new SQLNonTransientConnectionException(
                    "the connections to source " + source.name() + " were closed", "08003", e);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a transaction ended with its connection", e);
        }
    }

    /** The longest that a statement may take, in seconds. */
    int statementSeconds() {
        return (int) settings.longestStatement().toSeconds();
    }

    private synchronized PoolingDataSource<PoolableConnection> connections() throws SQLException {
        if (closed) {
            // Whoever still has it would open connections with an old password that nobody closes.
            throw new SQLNonTransientConnectionException(
                    "the mapping of source " + source.name() + " was replaced", "08003");
        }
        if (pool == null) {
            pool = pool(source.password());
        }
        return pool;
    }

    private PoolingDataSource<PoolableConnection> pool(@Nullable Secret password) {
        Properties properties = new Properties();
        properties.putAll(dialect.properties(source, settings));
        if (source.user() != null) {
            properties.setProperty("user", source.user());
        }
        if (password != null) {
            properties.setProperty("password", password.resolve());
        }
        PoolableConnectionFactory connections = new PoolableConnectionFactory(
                new DriverConnectionFactory(driver(dialect.driver()), dialect.url(source), properties), null);
        connections.setConnectionInitSql(dialect.initialSql());
        connections.setValidationQueryTimeout(LONGEST_LOOK);
        connections.setFastFailValidation(true);
        GenericObjectPoolConfig<PoolableConnection> limits = new GenericObjectPoolConfig<>();
        limits.setMaxTotal(settings.connections());
        limits.setMaxIdle(settings.connections());
        limits.setMaxWait(settings.patience());
        limits.setTestOnBorrow(true);
        limits.setMinEvictableIdleDuration(settings.idle());
        limits.setTimeBetweenEvictionRuns(Duration.ofMillis(settings.idle().toMillis() / 2));
        limits.setNumTestsPerEvictionRun(settings.connections());
        limits.setJmxEnabled(false);
        GenericObjectPool<PoolableConnection> pool = new GenericObjectPool<>(connections, limits);
        connections.setPool(pool);
        return new PoolingDataSource<>(pool);
    }

    /** By its name: the compiler would want the annotations that it was compiled with. */
    private static Driver driver(String name) {
        try {
            return Class.forName(name).asSubclass(Driver.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a driver is missing in this build", e);
        }
    }

    /** Forgets all connections, and the password: the next one looks it up again. */
    void forget() {
        PoolingDataSource<PoolableConnection> old;
        synchronized (this) {
            old = pool;
            pool = null;
        }
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "a connection could not be closed", e);
            }
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
