package io.millrace.local;

import com.fasterxml.jackson.core.type.TypeReference;
import io.millrace.contracts.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** {@code ports.json} in the data directory: where each function listened the last time, so that whoever notifies it finds it there after a new start. */
final class FunctionPorts {

    private static final Logger LOG = Logger.getLogger(FunctionPorts.class);

    private final Path file;
    private final Map<String, Integer> ports;

    FunctionPorts(Path data) {
        this.file = data.resolve("ports.json");
        this.ports = read(file);
    }

    /** The function's last port; 0, for any free one, where it has none yet. */
    int of(String function) {
        return ports.getOrDefault(function, 0);
    }

    /** For the next start. */
    void remember(Map<String, Integer> now) throws IOException {
        Path draft = file.resolveSibling("ports.json.new");
        Files.write(draft, ContractJson.mapper().writeValueAsBytes(new TreeMap<>(now)));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Map<String, Integer> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return ContractJson.mapper().readValue(Files.readAllBytes(file), new TypeReference<>() {});
        } catch (IOException e) {
            LOG.warnf("%s can't be read (%s), so functions get other ports than before", file, e.getMessage());
            return Map.of();
        }
    }
}
