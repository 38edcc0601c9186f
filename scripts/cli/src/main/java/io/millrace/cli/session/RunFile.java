package io.millrace.cli.session;

import io.millrace.cli.client.Endpoints;
import io.millrace.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a running Millrace leaves in its data directory: {@code launcher.pid} from its start, {@code run.json} once it is ready. */
final class RunFile {

    private final Path data;

    RunFile(Path data) {
        this.data = data;
    }

    /** Where it listens; empty while it is not ready. */
    Optional<Endpoints> endpoints() {
        try {
            return Optional.of(Json.MAPPER.readValue(data.resolve("run.json").toFile(), Endpoints.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the launcher that owns the directory lives: the process of its id, if that started when the launcher did. */
    boolean launcherAlive() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("launcher.pid"));
            Optional<String> start =
                    ProcessStart.of(Long.parseLong(lines.getFirst().strip()));
            boolean ofBefore = lines.size() < 2 || lines.get(1).isBlank();
            // Of a Millrace of before, only the id is known.
            return ofBefore ? start.isPresent() : start.equals(Optional.of(lines.get(1)));
        } catch (IOException | NumberFormatException | NoSuchElementException e) {
            return false;
        }
    }
}
