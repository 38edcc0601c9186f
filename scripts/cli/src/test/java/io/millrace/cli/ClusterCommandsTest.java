package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.session.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy}, {@code undeploy}, {@code doctor}, {@code verify}, {@code backup}, {@code restore} and {@code rollout}: what the caller gets. What they do on a cluster is tested in knative/deployer. */
class ClusterCommandsTest {

    private static final String MANIFEST =
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: millrace}, data: {b: c}}";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", ClusterCommandsTest::answer);
        server.start();
        Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: here
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: here, context: {cluster: c, user: u}}]
                """.formatted(server.getAddress().getPort()));
        Files.writeString(folder.resolve("all.yaml"), MANIFEST);
        Files.createDirectories(folder.resolve("overlays/laptop"));
        Files.writeString(folder.resolve("overlays/laptop/kustomization.yaml"), "resources: []");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** A cluster with ConfigMaps, none of which is there, and with nothing else. */
    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean apply = exchange.getRequestMethod().equals("PATCH");
        String body = path.equals("/version")
                ? "{\"major\": \"1\", \"minor\": \"34\"}"
                : path.equals("/api/v1")
                        ? "{\"kind\": \"APIResourceList\", \"groupVersion\": \"v1\", \"resources\": [{\"name\": \"configmaps\", \"kind\":"
                                + " \"ConfigMap\", \"namespaced\": true, \"verbs\": [\"get\"]}]}"
                        : apply
                                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                                : path.endsWith("s")
                                        ? "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": []}"
                                        : "";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(bytes.length == 0 ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aDiffNamesEachField() throws IOException {
        assertThat(run("deploy", "--manifests", file("all.yaml"), "--diff")).isZero();
        assertThat(text(out)).contains("created  ConfigMap millrace/a", "    + data.b: c", "(nothing was changed)");

        assertThat(run("deploy", "--manifests", file("all.yaml"), "--diff", "--json"))
                .isZero();
        assertThat(json().path("dryRun").asBoolean()).isTrue();
        assertThat(json().path("namespace").asText()).isEqualTo("millrace");
        JsonNode object = json().path("objects").path(0);
        assertThat(object.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(object.path("name").asText()).isEqualTo("a");
        assertThat(object.path("action").asText()).isEqualTo("created");
        assertThat(object.path("state").asText()).isEqualTo("unknown");
        assertThat(object.path("reason").asText()).isEmpty();
        assertThat(object.path("differences").findValuesAsText("path")).contains("data.b");
    }

    @Test
    void whatCanNotBeAppliedEndsWithOne() throws IOException {
        Files.writeString(
                folder.resolve("all.yaml"),
                "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a, namespace: millrace}}");

        assertThat(run("deploy", "--manifests", file("all.yaml"), "--json")).isEqualTo(1);
        assertThat(json().path("objects").path(0).path("action").asText()).isEqualTo("refused");
        assertThat(json().path("objects").path(0).path("reason").asText()).contains("install Knative Serving");
        assertThat(run("deploy", "--manifests", file("all.yaml"))).isEqualTo(1);
        assertThat(text(out)).contains("Knative Service millrace/a: refused: ", "nothing was applied");
    }

    @Test
    void undeployOfNothingIsDone() throws IOException {
        assertThat(run("undeploy", "--json")).isZero();
        assertThat(json().path("objects")).isEmpty();
        assertThat(run("undeploy")).isZero();
        assertThat(text(err)).contains("nothing of Millrace is deployed in namespace millrace");
    }

    @Test
    void theDoctorSaysWhatToInstall() throws IOException {
        assertThat(run("doctor", "--json")).isEqualTo(3);
        assertThat(json().path("checks").findValuesAsText("name")).contains("Kubernetes", "Knative Serving", "KEDA");
        assertThat(json().path("checks").path(1).path("verdict").asText()).isEqualTo("missing");
        assertThat(json().path("checks").path(1).path("remedy").asText()).contains("install Knative Serving");
        assertThat(run("doctor")).isEqualTo(3);
        assertThat(text(out)).contains("fine     Kubernetes: 1.34", "missing  Knative Serving: not installed");
    }

    @Test
    void aRestoreWantsAWordOfItsOwn() {
        assertThat(run("restore", "latest")).isEqualTo(2);
        assertThat(text(err)).contains("nothing was done", "by latest", "--yes");
        assertThat(run("restore", "--yes")).isEqualTo(2);
        assertThat(run("restore", "--yes", "/etc/passwd")).isEqualTo(2);
        assertThat(text(err)).contains("'/etc/passwd' is no dump");
    }

    @Test
    void whereNothingMakesBackupsItSaysWhatWould() throws IOException {
        assertThat(run("backup", "--json")).isEqualTo(1);
        assertThat(json().path("error").asText()).contains("CronJob postgresql-backup", "platform/postgresql/backup");
        assertThat(run("restore", "latest", "--yes")).isEqualTo(1);
        assertThat(text(err)).contains("no CronJob postgresql-restore");
    }

    @Test
    void verifyKillsNothingUnlessItIsToldWhatToTry() {
        assertThat(run("verify")).isEqualTo(2);
        assertThat(text(err)).contains("--cluster");
        assertThat(run("verify", "--cluster")).isEqualTo(2);
        assertThat(text(err)).contains("--url");
        assertThat(run("verify", "--cluster", "--url", "http://127.0.0.1:1", "--documents", "0"))
                .isEqualTo(2);
        assertThat(run("verify", "--cluster", "--url", "http://127.0.0.1:1")).isEqualTo(5);
        assertThat(text(err)).contains("nothing is deployed in namespace millrace");
    }

    @Test
    void wrongUsageIsNamed() {
        assertThat(run("deploy")).isEqualTo(2);
        assertThat(text(err)).contains("--overlay", "[laptop]");
        assertThat(run("deploy", "--overlay", "nowhere")).isEqualTo(2);
        assertThat(text(err)).contains("there is no overlay 'nowhere'", "[laptop]");
        assertThat(run("deploy", "--overlay", "laptop", "--manifests", "x")).isEqualTo(2);
        assertThat(run("deploy", "--overlay", "laptop", "--timeout", "soon")).isEqualTo(2);
        assertThat(text(err)).contains("give 90s, 15m or 1h");
    }

    @Test
    void withoutAProgramThatRendersItSaysWhatToInstall() {
        assertThat(run("deploy", "--overlay", "laptop")).isEqualTo(3);
        assertThat(text(err)).contains("install kubectl", "kustomize", "--manifests");
    }

    @Test
    void aRolloutOfAModelThatNobodyServesIsDone() throws IOException {
        Files.writeString(
                folder.resolve("event"),
                "{\"specversion\": \"1.0\", \"type\": \"millrace.model.promoted.v1\", \"data\": {\"model\": \"m\", \"revision\": \"r2\"}}");

        assertThat(run("rollout", "--event", file("event"), "--json")).isZero();
        assertThat(json().path("restarted")).isEmpty();
        assertThat(json().path("revision").asText()).isEqualTo("r2");
        assertThat(run("rollout", "--event", file("event"))).isZero();
        assertThat(text(out)).contains("m r2: nobody to restart");

        assertThat(run("rollout", "--event", file("all.yaml"))).isEqualTo(2);
        Files.writeString(folder.resolve("event"), "{\"type\": \"other\"}");
        assertThat(run("rollout", "--event", file("event"))).isEqualTo(2);
        assertThat(text(err)).contains("is no event of type millrace.model.promoted.v1");
    }

    @Test
    void aClusterThatDoesNotAnswerIsNotRunning() throws IOException {
        server.stop(0);
        assertThat(run("deploy", "--manifests", file("all.yaml"))).isEqualTo(5);
        assertThat(text(err)).contains("no cluster answers at http://127.0.0.1:");
        assertThat(run("doctor", "--context", "elsewhere")).isEqualTo(5);
        assertThat(text(err)).contains("no context 'elsewhere'", "[here]");
        server = HttpServer.create();
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("deploy", "undeploy", "doctor", "verify", "backup", "restore", "rollout")) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--help")) {
            all.addAll(List.of("--kubeconfig", file("kubeconfig")));
        }
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream before = System.out;
        System.setOut(stdout);
        try {
            Output output = new Output(stdout, new PrintStream(err, true, StandardCharsets.UTF_8), false);
            return Millrace.run(
                    output,
                    Map.of("MILLRACE_OVERLAYS", file("overlays"), "PATH", file("nothing")),
                    all.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(text(out));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
