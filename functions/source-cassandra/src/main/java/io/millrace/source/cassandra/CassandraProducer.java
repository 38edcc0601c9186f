package io.millrace.source.cassandra;

import io.millrace.source.row.RowReaders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets clusters of Cassandra be read. Nothing of the driver is loaded before the first one is used. */
@Singleton
public class CassandraProducer {

    @Produces
    @Singleton
    RowReaders cassandra(CassandraConfig config) {
        return new CassandraReaders(
                new CassandraSettings(config.connections(), config.patience(), config.statementTimeout()));
    }
}
