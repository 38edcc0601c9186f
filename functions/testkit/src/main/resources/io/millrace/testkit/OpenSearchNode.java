import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.opensearch.common.settings.Settings;
import org.opensearch.knn.plugin.KNNPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * One node of OpenSearch with k-NN, on a port of the loopback interface, until its standard input ends. Run from its source by the java launcher: compiled with ours it would need
 * OpenSearch on our class path, and its own start-up script asks for a security manager, which Java no longer has.
 */
final class OpenSearchNode extends Node {

    private OpenSearchNode(Settings settings) {
        super(
                InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "millrace"),
                List.of(Netty4Plugin.class, KNNPlugin.class),
                false);
    }

    /** @param arguments port, and a folder for everything, which is deleted at the end */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[1]);
        Settings settings = Settings.builder()
                .put("path.home", home.toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", arguments[0])
                .put("transport.port", "0")
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .put("discovery.type", "single-node")
                .put("node.processors", "2")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        new OpenSearchNode(settings).start();
        while (System.in.read() >= 0) {
            // Whoever started it is there.
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("some files stay: " + e);
        }
        Runtime.getRuntime().halt(0);
    }
}
