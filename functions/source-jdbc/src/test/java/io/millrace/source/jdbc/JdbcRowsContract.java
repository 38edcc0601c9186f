package io.millrace.source.jdbc;

import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.RowSourceContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** The contract of rows, by a user that may not read the columns that are never to be read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcRowsContract extends RowSourceContract {

    final TestedDatabase database;
    private final List<MappedRowSource> open = new ArrayList<>();

    JdbcRowsContract(TestedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void create() throws Exception {
        database.create();
    }

    @AfterEach
    void close() {
        open.forEach(MappedRowSource::close);
        open.clear();
    }

    @Override
    protected final RowSource open(String documents) throws IOException {
        return mapped(documents, RowLimits.USUAL);
    }

    final MappedRowSource mapped(String documents, RowLimits limits) throws IOException {
        try {
            SourceMapping mapping = MappingReader.read("shop.yaml", database.mapping(documents));
            MappedRowSource source =
                    new MappedRowSource(mapping, new JdbcReaders(JdbcSettings.USUAL).open(mapping, limits), limits);
            open.add(source);
            return source;
        } catch (MappingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    protected final String table(String name) {
        return "shop." + name;
    }

    @Override
    protected final void insert(String table, Map<String, Object> row) throws Exception {
        database.insert(table, row);
    }

    @Override
    protected final void update(String table, Map<String, Object> key, Map<String, Object> changes) throws Exception {
        List<Object> arguments = new ArrayList<>(changes.values());
        arguments.addAll(key.values());
        database.update(
                "UPDATE shop." + table + " SET " + places(changes, ", ") + " WHERE " + places(key, " AND "), arguments);
    }

    @Override
    protected final void delete(String table, Map<String, Object> key) throws Exception {
        database.update("DELETE FROM shop." + table + " WHERE " + places(key, " AND "), List.copyOf(key.values()));
    }

    private static String places(Map<String, Object> values, String separator) {
        return values.keySet().stream().map(name -> name + " = ?").collect(Collectors.joining(separator));
    }
}
