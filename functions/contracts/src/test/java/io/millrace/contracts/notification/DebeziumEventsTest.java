package io.millrace.contracts.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Debezium's events say of rows; a case is as in {@link ObjectChangesTest}. */
class DebeziumEventsTest {

    private static final Path CASES = Path.of("src/test/resources/DebeziumEventsTest");
    private static final Set<String> FILES = Set.of("body.json", "headers.txt", "expected.txt");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatDebeziumSends(Path golden) throws IOException {
        try (Stream<Path> files = Files.list(golden)) {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(FILES);
        }

        assertThat(read(record(golden)) + "\n").isEqualTo(Files.readString(golden.resolve("expected.txt")));
    }

    /** What is kept of a refused event says where to look, and nothing of the row. */
    @ParameterizedTest
    @MethodSource("cases")
    void withoutItsRowAnEventSaysOnlyWhereToLook(Path golden) throws IOException {
        JsonNode record = record(golden);

        JsonNode bare = DebeziumEvents.withoutRow(record);

        assertThat(bare.path("data").isNull()).isTrue();
        assertThat(bare.path("id")).isEqualTo(record.path("id"));
        assertThat(read(bare))
                .satisfiesAnyOf(
                        said -> assertThat(said).isEqualTo(read(record)),
                        said -> assertThat(said).contains("before unknown").contains("after unknown"));
    }

    private static JsonNode record(Path golden) throws IOException {
        List<JsonNode> records = NotificationRecords.of(notification(golden), 10);
        assertThat(records).hasSize(1);
        assertThat(DebeziumEvents.is(records.getFirst())).isTrue();
        return records.getFirst();
    }

    private static String read(JsonNode record) {
        try {
            return describe(DebeziumEvents.change(record));
        } catch (ProblemException e) {
            return e.problem().category().status() + " " + e.problem().code() + ": "
                    + e.problem().detail();
        }
    }

    private static String describe(DatabaseChange change) {
        return "%s %s %s.%s%nbefore %s%nafter %s%nat %s"
                .formatted(
                        change.kind(),
                        change.source(),
                        change.space(),
                        change.table(),
                        describe(change.before()),
                        describe(change.after()),
                        change.committedAt());
    }

    private static String describe(@Nullable Map<String, @Nullable Object> columns) {
        return columns == null ? "unknown" : columns.toString();
    }

    private static JsonNode notification(Path golden) throws IOException {
        Map<String, String> attributes = new TreeMap<>();
        Path headers = golden.resolve("headers.txt");
        if (Files.exists(headers)) {
            Files.readAllLines(headers).stream()
                    .map(line -> line.split(": ", 2))
                    .filter(header -> header[0].startsWith("ce-"))
                    .forEach(header -> attributes.put(header[0].substring(3), header[1]));
        }
        return BinaryEvents.toJson(
                attributes,
                new ObjectMapper().readTree(golden.resolve("body.json").toFile()));
    }
}
