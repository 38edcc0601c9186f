package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MongoConnectionTest {

    private static final MongoSettings HASTY =
            new MongoSettings(1, Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(60));

    @Test
    void aServerThatIsAwayIsTriedAgain() {
        assertThatThrownBy(() -> keys("mongodb://127.0.0.1:1/shop", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("source shop")
                .hasMessageContaining("see that the database runs and can be reached from here");
    }

    @Test
    void anAddressWithoutADatabaseIsSaidWithTheForm() {
        assertThatThrownBy(() -> keys("mongodb://127.0.0.1:1", ""))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("shop.yaml:")
                .hasMessageContaining("mongodb://host:27017/database");
    }

    @Test
    void anAddressThatCantBeReadIsNotRepeatedForItHoldsThePassword() {
        assertThatThrownBy(() -> keys("mongodb://127.0.0.1:port/shop", "user: somebody\npassword: {file: /dev/null}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("`url` can't be read")
                .satisfies(e -> assertThat(e.getMessage() + e.getCause()).doesNotContain("somebody"));
    }

    @Test
    void aUserWithoutAPasswordIsSaid() {
        assertThatThrownBy(() -> keys("mongodb://127.0.0.1:1/shop", "user: somebody"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("`user` has no `password`");
    }

    @Test
    void aMappingThatWasReplacedConnectsNoMore() throws Exception {
        SourceMapping mapping = mapping("mongodb://127.0.0.1:1/shop", "");
        RowReader reader = new MongoReaders(HASTY).open(mapping, RowLimits.USUAL);

        reader.close();

        assertThatThrownBy(() -> reader.keys(mapping.documents().getFirst(), null, 1))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the mapping of source shop was replaced");
    }

    private static SourceMapping mapping(String url, String user) throws Exception {
        return MappingReader.read("shop.yaml", """
                name: shop
                engine: mongodb
                url: %s
                %s
                documents:
                  - {collection: notes, key: [_id], title: "{{title}}", columns: [title], access: [public]}
                """.formatted(url, user));
    }

    private static void keys(String url, String user) throws Exception {
        SourceMapping mapping = mapping(url, user);
        try (RowReader reader = new MongoReaders(HASTY).open(mapping, RowLimits.USUAL)) {
            reader.keys(mapping.documents().getFirst(), null, 1);
        }
    }
}
