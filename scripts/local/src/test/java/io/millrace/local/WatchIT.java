package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingest --watch} as a process, beside a Millrace that is killed meanwhile. */
class WatchIT {

    @TempDir
    private Path temporary;

    @Test
    void filesThatChangeAreFollowedAlsoAcrossAKillUntilCtrlC() throws Exception {
        Path docs = Files.createDirectory(temporary.toRealPath().resolve("docs"));
        Path data = temporary.resolve("data");
        Path first = Files.writeString(docs.resolve("first.md"), "# First\n\nThe first file.");
        String firstUri = FolderUris.of(first);
        try (RunningStack stack = RunningStack.start(data);
                CommandLine watch = CommandLine.start(data, "ingest", "--watch", docs.toString())) {
            RunningStack.await(() -> watch.errors().contains("watching"));
            assertThat(watch.lines().getFirst().path("indexed").asInt()).isOne();

            Path fresh = Files.writeString(
                    Files.createDirectories(docs.resolve("sub")).resolve("new.md"), "# New\n\nA new file.");
            awaitLine(watch, FolderUris.of(fresh), "indexed");

            Path renamed = Files.move(first, docs.resolve("renamed.md"));
            awaitLine(watch, FolderUris.of(renamed), "indexed");
            awaitLine(watch, firstUri, "removed");

            stack.killFunctions();
            Path meanwhile =
                    Files.writeString(docs.resolve("meanwhile.md"), "# Meanwhile\n\nWritten while all was down.");
            stack.startFunctions();
            awaitLine(watch, FolderUris.of(meanwhile), "indexed");

            Files.writeString(docs.resolve("empty.md"), "");
            awaitLine(watch, FolderUris.of(docs.resolve("empty.md")), "rejected");

            watch.interrupt();
            assertThat(watch.code()).isEqualTo(130);
            assertThat(stack.deadLetters()).isEmpty();
        }
    }

    private static void awaitLine(CommandLine watch, String uri, String state) throws IOException {
        RunningStack.await(() -> {
            assertThat(watch.process().isAlive()).as(watch.errors()).isTrue();
            return watch.lines().stream().anyMatch(line -> says(line, uri, state));
        });
    }

    private static boolean says(JsonNode line, String uri, String state) {
        return line.path("uri").asText().equals(uri)
                && line.path("state").asText().equals(state);
    }
}
