package io.millrace.source.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Connections to one database, none before the first is wanted. Each is used for one read-only transaction that sees one moment. */
final class JdbcPool implements AutoCloseable {

    private static final Logger LOG = System.getLogger(JdbcPool.class.getName());

    private final SourceMapping source;
    private final Dialect dialect;
    private final JdbcSettings settings;
    private @Nullable AgroalDataSource pool;
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
        try (Connection connection = connections().getConnection()) {
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

    private synchronized AgroalDataSource connections() throws SQLException {
        if (closed) {
            // Whoever still has it would open connections with an old password that nobody closes.
            throw new SQLNonTransientConnectionException(
                    "the mapping of source " + source.name() + " was replaced", "08003");
        }
        if (pool == null) {
            pool = AgroalDataSource.from(configuration(source.password()));
        }
        return pool;
    }

    private AgroalDataSourceConfigurationSupplier configuration(@Nullable Secret password) {
        String secret = password == null ? null : password.resolve();
        return new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(connections -> connections
                        .minSize(0)
                        .initialSize(0)
                        .maxSize(settings.connections())
                        .acquisitionTimeout(settings.patience())
                        .reapTimeout(settings.idle())
                        .idleValidationTimeout(settings.idle().dividedBy(4))
                        .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(1))
                        .exceptionSorter(dialect.brokenBy())
                        .connectionFactoryConfiguration(factory -> {
                            factory.connectionProviderClassName(dialect.driver())
                                    .jdbcUrl(dialect.url(source))
                                    .jdbcTransactionIsolation(TransactionIsolation.REPEATABLE_READ)
                                    .initialSql(dialect.initialSql());
                            dialect.properties(source, settings).forEach(factory::jdbcProperty);
                            if (source.user() != null) {
                                factory.principal(new NamePrincipal(source.user()));
                            }
                            if (secret != null) {
                                factory.credential(new SimplePassword(secret));
                            }
                            return factory;
                        }));
    }

    /** Forgets all connections, and the password: the next one looks it up again. */
    void forget() {
        AgroalDataSource old;
        synchronized (this) {
            old = pool;
            pool = null;
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
