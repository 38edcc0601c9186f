package io.millrace.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDialectTest {

    /** What the server says while it starts or stops, when it has no connection left, and of a transaction that went over a limit of its own: nothing of it is the mapping's fault. */
    @ParameterizedTest
    @ValueSource(strings = {"57P01", "57P03", "53300", "25P03", "25P04", "08006"})
    void whatPassesIsTriedAgain(String state) {
        assertThat(new PostgresDialect().failure(new SQLException("", state))).isEqualTo(Dialect.Failure.PASSING);
    }
}
