package io.millrace.source.cassandra;

import com.datastax.dse.driver.api.core.config.DseDriverOption;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import io.millrace.source.row.MappingFailures;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import io.millrace.source.row.Tls;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One cluster; nothing is connected before something is read. */
final class CassandraConnection implements AutoCloseable {

    /** The driver logs addresses; what matters of it is thrown. Held here, or its level would be forgotten with it. */
    private static final Logger DRIVER = Logger.getLogger("com.datastax.oss.driver");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private final SourceMapping source;
    private final CassandraSettings settings;
    private @Nullable CqlSession session;
    private boolean closed;

    CassandraConnection(SourceMapping source, CassandraSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    synchronized CqlSession session() {
        if (closed) {
            // Whoever still has it would open connections with an old password that nobody closes.
            throw new ClosedConnectionException("the mapping of source " + source.name() + " was replaced");
        }
        if (session == null) {
            session = connect(address());
        }
        return session;
    }

    /** The key space of tables that are named without one. */
    String keyspace() {
        return address().keyspace();
    }

    private CassandraAddress address() {
        try {
            return CassandraAddress.of(source.url());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private RuntimeException wrong(String detail) {
        return MappingFailures.wrong(source, source.documents().getFirst(), detail, null);
    }

    private CqlSession connect(CassandraAddress address) {
        ClassLoader loader = CqlSession.class.getClassLoader();
        CqlSessionBuilder builder = CqlSession.builder()
                .withClassLoader(loader)
                .addContactPoints(address.nodes())
                .withLocalDatacenter(address.datacenter())
                .withApplicationName("millrace")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder(loader)
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.longestQuery())
                        .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, settings.patience())
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, settings.patience())
                        .withDuration(DefaultDriverOption.CONNECTION_SET_KEYSPACE_TIMEOUT, settings.patience())
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, settings.patience())
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, settings.patience())
                        .withInt(DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE, settings.connections())
                        .withBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, false)
                        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                        // Whoever closes it has no more questions.
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        // For DataStax's own server.
                        .withBoolean(DseDriverOption.MONITOR_REPORTING_ENABLED, false)
                        .build());
        Secret password = source.password();
        if (source.user() != null) {
            if (password == null) {
                throw wrong("`user` has no `password`; write password: {env: NAME} or {file: path}");
            }
            builder.withAuthCredentials(source.user(), password.resolve());
        }
        Tls tls = source.tls();
        if (tls != null && tls.mode() != Tls.Mode.DISABLE) {
            builder.withSslEngineFactory(
                    new ProgrammaticSslEngineFactory(tls.context(), null, tls.mode() == Tls.Mode.VERIFY_FULL));
        }
        return builder.build();
    }

    /** Forgets all connections, and the password: the next one looks it up again. */
    void forget() {
        CqlSession old;
        synchronized (this) {
            old = session;
            session = null;
        }
        if (old != null) {
            old.close();
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
