package io.millrace.cli.session;

import io.millrace.cli.client.Endpoints;
import io.millrace.cli.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Whether the launcher that owns the directory lives. */
    boolean launcherAlive() {
        try {
            long pid = Long.parseLong(
                    Files.readString(data.resolve("launcher.pid")).strip());
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
