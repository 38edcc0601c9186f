package io.millrace.source.mongodb;

import io.millrace.source.row.RowReaders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets databases of MongoDB be read. Nothing of the driver is loaded before the first one is used. */
@Singleton
public class MongoProducer {

    @Produces
    @Singleton
    MongoSettings settings(MongoConfig config) {
        return new MongoSettings(config.connections(), config.patience(), config.statementTimeout(), config.idle());
    }

    @Produces
    @Singleton
    RowReaders mongodb(MongoSettings settings) {
        return new MongoReaders(settings);
    }
}
