package io.millrace.source.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraFailuresTest {

    private static final String PLACES = """
            - {table: "{places}", key: [region, code], title: "{{name}}", columns: [name], access: [public]}
            """;

    private final TestedCassandra cassandra = new TestedCassandra();

    @AfterAll
    void stop() {
        cassandra.close();
    }

    @Test
    void aWrongPasswordAndAMissingGrantAreSaid() {
        cassandra.run(
                "CREATE ROLE IF NOT EXISTS other WITH PASSWORD = 'other' AND LOGIN = true",
                "CREATE ROLE IF NOT EXISTS stranger WITH PASSWORD = 'pa ss''word' AND LOGIN = true");
        for (Map.Entry<String, String> user : Map.of("other", "source-credentials", "stranger", "row-mapping-wrong")
                .entrySet()) {
            SourceMapping mapping = cassandra.mapping(PLACES, user.getKey());
            try (RowReader reader = new CassandraReaders(CassandraSettings.USUAL).open(mapping, RowLimits.USUAL)) {
                assertThatThrownBy(() -> reader.keys(mapping.documents().getFirst(), null, 1))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e -> assertThat(e.problem().code()).isEqualTo(user.getValue()))
                        .hasMessageContaining(user.getKey())
                        .hasMessageNotContaining("pa ss");
            }
        }
    }

    @Test
    void aClusterThatIsAwayIsTriedAgain() {
        SourceMapping there = cassandra.mapping(PLACES, "millrace");
        SourceMapping away = new SourceMapping(
                there.file(),
                there.name(),
                there.engine(),
                "cassandra://127.0.0.1:1/shop?datacenter=datacenter1",
                there.user(),
                there.password(),
                null,
                there.tenant(),
                there.documents());
        try (RowReader reader = new CassandraReaders(
                        new CassandraSettings(1, Duration.ofSeconds(2), Duration.ofSeconds(2)))
                .open(away, RowLimits.USUAL)) {
            assertThatThrownBy(() -> reader.keys(away.documents().getFirst(), null, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("source shop");
        }
    }
}
