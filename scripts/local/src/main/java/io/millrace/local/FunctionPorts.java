package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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

    private static final int MAX_PORT = 65_535;

    private final Path file;
    private final JsonNode ports;

    FunctionPorts(Path data) {
        this.file = data.resolve("ports.json");
        this.ports = read(file);
    }

    /** The function's last port; 0, for any free one, where it has none yet, or what stands there is none. */
    int of(String function) {
        int port = ports.path(function).asInt();
        return port > 0 && port <= MAX_PORT ? port : 0;
    }

    /** For the next start. */
    void remember(Map<String, Integer> now) throws IOException {
        Path draft = file.resolveSibling("ports.json.new");
        Files.write(draft, ContractJson.mapper().writeValueAsBytes(new TreeMap<>(now)));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static JsonNode read(Path file) {
        if (!Files.exists(file)) {
            return MissingNode.getInstance();
        }
        try {
            return ContractJson.mapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            LOG.warnf("%s can't be read (%s), so functions get other ports than before", file, e.getMessage());
            return MissingNode.getInstance();
        }
    }
}
