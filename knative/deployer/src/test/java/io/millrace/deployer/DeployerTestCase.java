package io.millrace.deployer;

import io.millrace.deployer.ObjectReport.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/** A cluster, and a small overlay. The server lives as long as the JVM of the tests, on the loopback interface. */
abstract class DeployerTestCase {

    static final String EMBEDDER = "/apis/apps/v1/namespaces/millrace/deployments/embedder";

    /** One for all tests of the module's run. */
    private static final FakeCluster CLUSTER = new FakeCluster();

    final FakeCluster cluster = CLUSTER;
    final List<String> said = new ArrayList<>();
    final FakePace pace = new FakePace(this::meanwhile);
    final Deployer deployer = cluster.deployer(pace, said);

    /** What happens while someone waits. */
    Runnable whileWaiting = () -> {};

    private void meanwhile() {
        whileWaiting.run();
    }

    @AfterEach
    void forget() {
        cluster.reset();
    }

    static String small() {
        try (InputStream text = DeployerTestCase.class.getResourceAsStream("/DeployerTest/small.yaml")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DeployReport deploy(String yaml) {
        return deployer.deploy(request(yaml, false, false, false));
    }

    DeployReport dryRun(String yaml) {
        return deployer.deploy(request(yaml, true, false, false));
    }

    DeployReport deployAsAdmin(String yaml) {
        return deployer.deploy(request(yaml, false, true, false));
    }

    DeployReport deployWithForce(String yaml) {
        return deployer.deploy(request(yaml, false, false, true));
    }

    DeployReport undeploy(boolean withData) {
        return deployer.undeploy("", withData, true, Duration.ofMinutes(1));
    }

    private static DeployRequest request(String yaml, boolean dryRun, boolean admin, boolean force) {
        return new DeployRequest(
                Manifests.parse(yaml, "test"),
                "",
                dryRun,
                admin,
                force,
                "",
                "/var/lib/millrace",
                Duration.ofSeconds(91));
    }

    static ObjectReport of(DeployReport report, String name) {
        return report.objects().stream()
                .filter(object -> object.object().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + report));
    }

    static List<String> names(DeployReport report, Action action) {
        return report.objects().stream()
                .filter(object -> object.action() == action)
                .map(object -> object.object().toString())
                .toList();
    }

    static boolean allReady(DeployReport report) {
        return report.objects().stream().allMatch(object -> object.state() == State.READY);
    }
}
