package io.millrace.source.jdbc;

class PostgresRowsTest extends JdbcRowsContract {

    PostgresRowsTest() {
        super(TestedDatabase.postgres());
    }
}
