package io.millrace.contracts.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.ingest.ObjectChange;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each vendor's notification says. A case is a folder with {@code body.json}, the {@code headers.txt} that matter, and {@code expected.txt}, a line for
 * each record and change.
 */
class ObjectChangesTest {

    private static final Path CASES = Path.of("src/test/resources/ObjectChangesTest");
    private static final Set<String> FILES = Set.of("body.json", "headers.txt", "expected.txt");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            return cases.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsWhatTheVendorSends(Path golden) throws IOException {
        try (Stream<Path> files = Files.list(golden)) {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(FILES);
        }

        assertThat(String.join("\n", read(golden)) + "\n").isEqualTo(Files.readString(golden.resolve("expected.txt")));
    }

    /** So that a dead letter made of one record is the same record when it is replayed. */
    @ParameterizedTest
    @MethodSource("cases")
    void eachRecordIsANotificationThatGivesItself(Path golden) throws IOException {
        try {
            for (JsonNode record : NotificationRecords.of(notification(golden), 10)) {
                assertThat(NotificationRecords.of(new ObjectMapper().readTree(record.toString()), 1))
                        .containsExactly(record);
            }
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo("notification-empty");
        }
    }

    private static List<String> read(Path golden) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            for (JsonNode record : NotificationRecords.of(notification(golden), 10)) {
                lines.addAll(read(record));
            }
        } catch (ProblemException e) {
            lines.add(describe(e));
        }
        return lines;
    }

    private static List<String> read(JsonNode record) {
        try {
            List<ObjectChange> changes = ObjectChanges.of(record);
            return changes.isEmpty()
                    ? List.of("nothing")
                    : changes.stream().map(ObjectChangesTest::describe).toList();
        } catch (ProblemException e) {
            return List.of(describe(e));
        }
    }

    private static String describe(ObjectChange change) {
        return "%s %s etag=%s bytes=%s at=%s position=%s"
                .formatted(
                        change.kind(), change.object(), change.etag(), change.bytes(), change.at(), change.position());
    }

    private static String describe(ProblemException failure) {
        return failure.problem().category().status() + " " + failure.problem().code() + ": "
                + failure.problem().detail();
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
