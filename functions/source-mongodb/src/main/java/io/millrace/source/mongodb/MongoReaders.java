package io.millrace.source.mongodb;

import io.millrace.source.row.Engine;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.RowReaders;
import io.millrace.source.row.SourceMapping;
import java.util.Set;

/** MongoDB. */
public final class MongoReaders implements RowReaders {

    private final MongoSettings settings;

    public MongoReaders(MongoSettings settings) {
        this.settings = settings;
    }

    @Override
    public Set<Engine> engines() {
        return Set.of(Engine.MONGODB);
    }

    @Override
    public RowReader open(SourceMapping source, RowLimits limits) {
        return new MongoRowReader(source, new MongoConnection(source, settings), limits);
    }
}
