package io.millrace.index.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.testkit.SampleVectors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How much of a large table a search reads, as PostgreSQL counts it. Which plan it takes follows from the statistics of a table of real size, so this one has 20,000 passages
 * (30 MB), written by one statement and without a graph.
 */
@Tag("containers")
class RowsReadTest {

    private static final String SCHEMA = "rows_read";
    private static final int DOCUMENTS = 2000;
    private static final int OF_A_DOCUMENT = 10;
    private static final int EVERY_NTH = 100;
    private static final String NONE = Sequence.NONE.value();
    private static final String PRIVATE = "private";
    private static final Visibility ANYONE = Visibility.anonymous(DocumentKey.DEFAULT_TENANT);

    private static Database database;

    @BeforeAll
    static void fill() throws SQLException {
        PgvectorSettings settings = EmptyStore.settings().in(SCHEMA);
        EmptyStore.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        try (PgvectorStore store = new PgvectorStore(settings, Clock.systemUTC())) {
            store.counts();
        }
        database = new Database(settings);
        database.write(connection -> {
            new Sql("""
                            INSERT INTO document (tenant, id, uri, title, known, settled, state, access, chunks, generation, edition, tags)
                            SELECT ?, lpad(n::text, 32, '0'), 'file:/' || n, '', ?, ?, 'INDEXED', ARRAY['public'], ?, n, n,
                                CASE WHEN n % ? = 0 THEN ARRAY['rare'] ELSE ARRAY[]::text[] END
                            FROM generate_series(1, ?) AS n""", DocumentKey.DEFAULT_TENANT, NONE, NONE, OF_A_DOCUMENT, EVERY_NTH, DOCUMENTS)
                    .update(connection);
            new Sql("""
                            INSERT INTO passage (id, chunk, ordinal, body, span_start, span_end, headings, sentence_starts, sentence_ends, sentence_vectors, embedding)
                            SELECT (n::bigint << 20) + i, n || '-' || i, i, 'Text', 0, 4, ARRAY[]::text[], ARRAY[]::int[], ARRAY[]::int[], ARRAY[]::bytea[], ?::real[]::vector
                            FROM generate_series(1, ?) AS n, generate_series(0, ? - 1) AS i""", SampleVectors.unit(1).toArray(), DOCUMENTS, OF_A_DOCUMENT).update(connection);
            new Sql("""
                            INSERT INTO document (tenant, id, uri, title, known, settled, state, access, chunks)
                            SELECT ?, lpad(n::text, 32, '0'), 'file:/' || n, '', ?, ?, 'PENDING',
                                CASE WHEN n % ? = 0 THEN ARRAY['user:ann'] ELSE ARRAY['user:bob'] END, 0
                            FROM generate_series(1, ?) AS n""", PRIVATE, NONE, NONE, EVERY_NTH, DOCUMENTS).update(connection);
            return new Sql(
                            "INSERT INTO tenant_use VALUES (?, ?, 0, ?)",
                            DocumentKey.DEFAULT_TENANT,
                            DOCUMENTS,
                            DOCUMENTS * OF_A_DOCUMENT)
                    .update(connection);
        });
        EmptyStore.execute("ANALYZE " + SCHEMA + ".document, " + SCHEMA + ".passage");
    }

    @AfterAll
    static void drop() {
        database.close();
        EmptyStore.execute("DROP SCHEMA " + SCHEMA + " CASCADE");
    }

    @Test
    void ofTheAdmittedFewNoOtherPassageIsRead() {
        Filter rare = new Filter(Set.of(), null, Set.of(), Set.of(), Set.of("rare"), null, null, Set.of());
        int admitted = DOCUMENTS / EVERY_NTH * OF_A_DOCUMENT;
        long read = rowsRead("passage", connection -> {
            VectorSearch search = new VectorSearch(
                    connection, SampleVectors.DIMENSION, SampleVectors.unit(4).toArray());
            List<Long> found = search.nearest(10, new Admission(ANYONE, rare), false);
            assertThat(found).hasSize(10).allMatch(id -> (id >> 20) % EVERY_NTH == 0);
        });
        assertThat(read).isEqualTo(admitted);
    }

    @Test
    void thatAllIsPublicIsKnownWithoutReadingADocument() {
        long read = rowsRead(
                "document",
                connection -> assertThat(new Admission(ANYONE, Filter.NONE).isEverything(connection))
                        .isTrue());
        assertThat(read).isZero();
    }

    @Test
    void aPageOfWhatAnyoneMaySeeReadsNoMore() {
        long read = rowsRead(
                "document",
                connection -> assertThat(
                                LedgerTable.list(connection, DocumentKey.DEFAULT_TENANT, Set.of("user:carl"), null, 10))
                        .hasSize(10));
        assertThat(read).isLessThanOrEqualTo(2 * 10);
    }

    @Test
    void aPageOfTheFewThatOneMaySeeReadsNoOthers() {
        int few = DOCUMENTS / EVERY_NTH;
        long read = rowsRead(
                "document",
                connection -> assertThat(LedgerTable.list(connection, PRIVATE, Set.of("user:ann"), null, 10))
                        .hasSize(10)
                        .allMatch(state -> state.access().admits(Set.of("user:ann"))));
        assertThat(read).isLessThanOrEqualTo(few + 10);
    }

    private interface Search {
        void run(Connection connection) throws SQLException;
    }

    /** How many rows of a table {@code search} has PostgreSQL read. What parallel workers read is counted elsewhere, so there are none. */
    private static long rowsRead(String table, Search search) {
        return database.read(connection -> {
            connection.setAutoCommit(false);
            try {
                new Sql("SET LOCAL max_parallel_workers_per_gather = 0").update(connection);
                long before = rowsRead(connection, table);
                search.run(connection);
                return rowsRead(connection, table) - before;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private static long rowsRead(Connection connection, String table) throws SQLException {
        return new Sql(
                        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE schemaname = ? AND relname = ?",
                        SCHEMA,
                        table)
                .one(connection, row -> row.getLong(1));
    }
}
