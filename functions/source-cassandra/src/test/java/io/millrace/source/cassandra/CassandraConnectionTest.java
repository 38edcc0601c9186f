package io.millrace.source.cassandra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CassandraConnectionTest {

    @Test
    void aMappingThatWasReplacedConnectsNoMore() throws Exception {
        SourceMapping mapping = MappingReader.read("shop.yaml", """
                name: shop
                engine: cassandra
                url: cassandra://127.0.0.1:1/shop?datacenter=dc1
                documents:
                  - {table: notes, key: [id], title: "{{title}}", columns: [title], access: [public]}
                """);
        RowReader reader = new CassandraReaders(CassandraSettings.USUAL).open(mapping, RowLimits.USUAL);

        reader.close();

        assertThatThrownBy(() -> reader.keys(mapping.documents().getFirst(), null, 1))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the mapping of source shop was replaced");
    }
}
