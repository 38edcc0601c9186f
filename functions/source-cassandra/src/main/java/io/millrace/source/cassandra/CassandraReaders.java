package io.millrace.source.cassandra;

import io.millrace.source.row.Engine;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.RowReaders;
import io.millrace.source.row.SourceMapping;
import java.util.Set;

/** Cassandra. */
public final class CassandraReaders implements RowReaders {

    private final CassandraSettings settings;

    public CassandraReaders(CassandraSettings settings) {
        this.settings = settings;
    }

    @Override
    public Set<Engine> engines() {
        return Set.of(Engine.CASSANDRA);
    }

    @Override
    public RowReader open(SourceMapping source, RowLimits limits) {
        return new CassandraRowReader(source, new CassandraConnection(source, settings), limits);
    }
}
