package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.capture.LogEvent.Changed;
import io.millrace.core.row.RowChange.Kind;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With records as Debezium's documentation has them ("Data change events", "Temporal types"). */
final class LogReaderTest {

    private static final Schema KEY =
            SchemaBuilder.struct().field("day", date()).build();
    private static final Schema ROW = SchemaBuilder.struct()
            .optional()
            .field("day", date())
            .field("at", named(Schema.Type.INT64, "io.debezium.time.MicroTimestamp"))
            .field("seen", named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp"))
            .field("owner", Schema.OPTIONAL_STRING_SCHEMA)
            .field("secret", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("schema", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .build();
    private static final Schema VALUE = SchemaBuilder.struct()
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    private final TableNames tables = new TableNames("public", Map.of("visits", Set.of("day", "at", "seen", "owner")));

    @Test
    void writesDatesAndMomentsAsTheDatabasesReaderDoes() {
        Changed changed = read(Set.of(), "c", null, row("ada"));

        assertThat(changed.change().kind()).isEqualTo(Kind.INSERTED);
        assertThat(changed.change().table()).isEqualTo("visits");
        assertThat(changed.change().after())
                .containsOnly(
                        Map.entry("day", "2024-02-29"),
                        Map.entry("at", "2024-02-29T12:00:00.5"),
                        Map.entry("seen", "2024-02-29T12:00:00Z"),
                        Map.entry("owner", "ada"));
    }

    @Test
    void ofARowBeforeItChangedOnlyTheKeyIsKnownUnlessTheTableSaysAll() {
        assertThat(read(Set.of(), "u", row(null), row("ada")).change().before()).containsOnlyKeys("day");
        assertThat(read(Set.of("public.visits"), "u", row(null), row("ada"))
                        .change()
                        .before())
                .containsKeys("day", "owner");
    }

    @Test
    void leavesOutALargeValueThatDidNotChange() {
        assertThat(read(Set.of(), "u", null, row(LogReader.UNAVAILABLE))
                        .change()
                        .after())
                .doesNotContainKey("owner");
    }

    private Changed read(Set<String> wholeBefore, String operation, @Nullable Struct before, Struct after) {
        Struct value = new Struct(VALUE)
                .put("before", before)
                .put("after", after)
                .put(
                        "source",
                        new Struct(SOURCE)
                                .put("ts_ms", 1L)
                                .put("schema", "public")
                                .put("table", "visits"))
                .put("op", operation);
        Struct key = new Struct(KEY).put("day", 19_782);
        return (Changed) new LogReader("shop", tables, wholeBefore)
                .read(new SourceRecord(Map.of(), Map.of(), "shop.public.visits", KEY, key, VALUE, value));
    }

    private static Struct row(@Nullable String owner) {
        return new Struct(ROW)
                .put("day", 19_782)
                .put("at", 1_709_208_000_500_000L)
                .put("seen", "2024-02-29T12:00:00Z")
                .put("owner", owner)
                .put("secret", "never read");
    }

    private static Schema date() {
        return named(Schema.Type.INT32, "io.debezium.time.Date");
    }

    private static Schema named(Schema.Type type, String name) {
        return SchemaBuilder.type(type).name(name).optional().build();
    }
}
