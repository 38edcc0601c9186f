package io.millrace.source.mongodb;

import io.millrace.source.row.RowReaders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets databases of MongoDB be read. Nothing of the driver is loaded before the first one is used. */
@Singleton
public class MongoProducer {

    @Produces
    @Singleton
    RowReaders mongodb(MongoConfig config) {
        return new MongoReaders(
                new MongoSettings(config.connections(), config.patience(), config.statementTimeout(), config.idle()));
    }
}
