package io.millrace.source.jdbc;

import io.millrace.source.row.RowReaders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets databases behind JDBC be read. No driver is loaded before the first one is used. */
@Singleton
public class JdbcProducer {

    @Produces
    @Singleton
    RowReaders jdbc(JdbcConfig config) {
        return new JdbcReaders(
                new JdbcSettings(config.connections(), config.patience(), config.statementTimeout(), config.idle()));
    }
}
