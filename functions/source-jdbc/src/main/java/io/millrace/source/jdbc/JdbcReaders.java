package io.millrace.source.jdbc;

import io.millrace.source.row.Engine;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.RowReaders;
import io.millrace.source.row.SourceMapping;
import java.util.Set;

/** PostgreSQL, MariaDB and MySQL. */
public final class JdbcReaders implements RowReaders {

    private final JdbcSettings settings;

    public JdbcReaders(JdbcSettings settings) {
        this.settings = settings;
    }

    @Override
    public Set<Engine> engines() {
        return Set.of(Engine.POSTGRESQL, Engine.MYSQL, Engine.MARIADB);
    }

    @Override
    public RowReader open(SourceMapping source, RowLimits limits) {
        Dialect dialect = source.engine() == Engine.POSTGRESQL ? new PostgresDialect() : new MariadbDialect();
        return new JdbcRowReader(source, dialect, new JdbcPool(source, dialect, settings), limits);
    }
}
