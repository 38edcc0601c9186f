package io.millrace.source.jdbc;

class MariadbRowsTest extends JdbcRowsContract {

    MariadbRowsTest() {
        super(TestedDatabase.mariadb());
    }
}
