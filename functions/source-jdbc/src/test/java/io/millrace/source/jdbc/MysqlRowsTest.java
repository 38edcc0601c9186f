package io.millrace.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.row.RowDocument.Mapped;
import io.millrace.testkit.MysqlServer;
import io.millrace.testkit.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** MySQL itself, by MariaDB's driver. */
@Tag("containers")
@EnabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = MysqlServer.ABSENT)
class MysqlRowsTest extends JdbcRowsContract {

    MysqlRowsTest() {
        super(TestedDatabase.mysql());
    }

    @Test
    void writesValuesAsTheyAreStored() throws Exception {
        database.run("SET time_zone = '+05:45'", """
                CREATE TABLE shop.types (id int PRIMARY KEY, n decimal(20,2), d double, b boolean, bits bit(8), dt date, ts datetime(1), tz timestamp NULL,
                    t time, y year, j json, e enum('low', 'high'), u bigint unsigned)""", "GRANT SELECT ON shop.types TO millrace@'%'", """
                INSERT INTO shop.types VALUES (1, 1.50, 1e300, true, b'101', '2024-02-29', '2024-02-29 12:00:00.5', '2024-02-29 12:00:00',
                    '-838:59:59', 2024, '{"b": 1}', 'high', 18446744073709551615)""");

        Mapped row = (Mapped) only("""
                - table: "{types}"
                  key: [id]
                  title: "{{id}}"
                  body: "{{n}}|{{d}}|{{b}}|{{bits}}|{{dt}}|{{ts}}|{{tz}}|{{t}}|{{y}}|{{j}}|{{e}}|{{u}}"
                  metadata: {n: number, tz: date, dt: date}
                  access: [public]
                """);

        assertThat(row.body())
                .isEqualTo(
                        "1.50|1e300|1|5|2024-02-29|2024-02-29T12:00:00.5|2024-02-29T06:15:00Z|-838:59:59|2024|{\"b\": 1}|high|18446744073709551615");
    }

    @Override
    void breakConnections() throws Exception {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            List<Long> theirs = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT id FROM performance_schema.processlist WHERE user = 'millrace'")) {
                while (rows.next()) {
                    theirs.add(rows.getLong(1));
                }
            }
            for (long each : theirs) {
                statement.execute("KILL " + each);
            }
        }
    }
}
