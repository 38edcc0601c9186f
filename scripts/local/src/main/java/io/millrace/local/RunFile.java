package io.millrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.contracts.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code run.json} in the data directory: where this Millrace listens, for everyone who starts later. */
final class RunFile {

    private final Path file;

    RunFile(Path data) {
        this.file = data.resolve("run.json");
    }

    void write(Map<String, Object> content) throws IOException {
        Path draft = file.resolveSibling("run.json.new");
        Files.writeString(draft, json(content));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    static String json(Map<String, Object> content) {
        try {
            return ContractJson.mapper().writeValueAsString(new LinkedHashMap<>(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written", e);
        }
    }
}
