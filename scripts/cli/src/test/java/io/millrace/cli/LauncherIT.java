package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.GlobalOptions;
import io.millrace.cli.session.Output;
import io.millrace.source.folder.OwnFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The real launcher, in a checkout of stand-ins. */
class LauncherIT {

    @TempDir
    private Path folder;

    private FakeCheckout checkout;

    @BeforeEach
    void layOut() throws IOException {
        checkout = new FakeCheckout(folder.toRealPath());
    }

    @AfterEach
    void endWhatRuns() throws IOException {
        for (long pid : children().values()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void saysInOneLineWhatToInstallWhereNoJdkIsNewEnough() throws Exception {
        checkout.jdk(17);
        Run run = Run.of(checkout.launcher("status"));
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.errors().lines()).singleElement().asString().contains("needs a JDK 25", "only 17", "JAVA_HOME");
        assertThat(run.output()).isEmpty();
    }

    @Test
    void findsTheNewJdkBesideAnOlderJavaOnThePath() throws Exception {
        Path old = checkout.jdk(17);
        checkout.jdk(25);
        ProcessBuilder launcher = checkout.launcher("search", "two words");
        launcher.environment().put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
        launcher.environment().put("JAVA_HOME", old.toString());
        Run run = Run.of(launcher);
        assertThat(run.code()).isZero();
        assertThat(run.output()).startsWith("25: ").endsWith("search two words\n");
    }

    @Test
    void readsTheReleaseOfAJdkFromItsFile() throws Exception {
        Path home = checkout.jdk(17);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"26.0.1\"\n");
        assertThat(Run.of(checkout.launcher("status")).code()).isZero();
    }

    @Test
    void prefersTheJdkThatItIsGiven() throws Exception {
        checkout.jdk(25);
        Path home = checkout.jdk(26);
        ProcessBuilder launcher = checkout.launcher("status");
        launcher.environment().put("MILLRACE_JAVA_HOME", home.toString());
        assertThat(Run.of(launcher).output()).startsWith("26: ");
    }

    @Test
    void buildsOnceAndAgainWhenASourceHasChanged() throws Exception {
        checkout.jdk(25);
        Files.writeString(checkout.file("functions/A.java"), "class A {}");
        Run first = Run.of(checkout.launcher("status"));
        assertThat(first.errors()).contains("building");
        assertThat(first.output()).hasLineCount(1);
        assertThat(Run.of(checkout.launcher("status")).errors()).isEmpty();
        Files.setLastModifiedTime(
                checkout.file("functions/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(Run.of(checkout.launcher("status")).errors()).contains("building");
        assertThat(Files.readAllLines(checkout.file("builds"))).hasSize(2).allMatch(line -> line.contains("jdks/25"));
    }

    /** Which takes minutes, so nothing else waits for it, nor who only asks what the command does. */
    @Test
    void buildsTheFunctionsOneByOneForImagesAlone() throws Exception {
        checkout.jdk(25);
        assertThat(Run.of(checkout.launcher("images", "build", "--help")).code())
                .isZero();
        assertThat(Run.of(checkout.launcher("search", "images")).code()).isZero();
        assertThat(Files.readAllLines(checkout.file("builds"))).hasSize(1);

        Run run = Run.of(checkout.launcher("images", "build", "--tar", "x"));

        assertThat(run.errors()).contains("one by one");
        assertThat(run.output()).endsWith("images build --tar x\n");
        assertThat(Files.readAllLines(checkout.file("builds")))
                .hasSize(2)
                .last()
                .asString()
                .contains("knative/images,functions/chunking,functions/intake ")
                .doesNotContain("deployables.skip");
    }

    @Test
    void refusesATopologyThatIsNotThere() throws Exception {
        checkout.jdk(25);
        Run run = Run.of(checkout.launcher("up", "--topology", "nowhere"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("--topology", "nowhere");
    }

    @Test
    void isCleanToShellcheck() throws Exception {
        Path scripts = Path.of(System.getProperty("millrace.repository"), "scripts");
        ProcessBuilder shellcheck = new ProcessBuilder(
                "shellcheck",
                scripts.resolve("millrace").toString(),
                scripts.resolve("postgres").toString());
        Run run;
        try {
            run = Run.of(shellcheck);
        } catch (IOException e) {
            throw new TestAbortedException("shellcheck is not installed", e);
        }
        assertThat(run.output()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void twoLaunchersBuildOnce() throws Exception {
        checkout.jdk(25);
        Run first = Run.start(checkout.launcher("status"));
        Run second = Run.start(checkout.launcher("status"));
        assertThat(List.of(first.code(), second.code())).containsOnly(0);
        assertThat(Files.readAllLines(checkout.file("builds"))).hasSize(1);
    }

    @Test
    void showsWhyABuildFailedAndWhereItsLogIs() throws Exception {
        checkout.jdk(25);
        Files.writeString(checkout.file("broken-build"), "");
        Run run = Run.of(checkout.launcher("status"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errors()).contains("it does not compile", "build.log");
    }

    @Test
    void helpAndVersionNeedNoJdk() throws Exception {
        Run help = Run.of(checkout.launcher("--help"));
        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("demo", "up", "ingest", "Exit codes").contains(subcommands());
        assertThat(Run.of(checkout.launcher("up", "--help")).output()).contains("--port", "--bind");
        assertThat(Run.of(checkout.launcher("test", "--help")).output()).contains("--full", "--containers", "--seed");
        assertThat(Run.of(checkout.launcher("--version")).output()).startsWith("millrace ");
        assertThat(Run.of(checkout.launcher()).code()).isEqualTo(2);
    }

    private static Iterable<String> subcommands() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new CommandTree(new GlobalOptions(), new Output(nowhere, nowhere, false), Map.of())
                .root().getSubcommands().keySet().stream()
                        .map(name -> "  " + name + " ")
                        .toList();
    }

    @Test
    void rejectsWrongUsageOfUp() throws Exception {
        for (String[] wrong : new String[][] {
            {"--port", "x"},
            {"--port", "70000"},
            {"--port"},
            {"--store", "pgvector"},
            {"--processes", "--store", "lucene"},
            {"--processes", "--store", "opensearch"},
            {"--processes", "--bind", "0.0.0.0"},
            {"--processes", "--idle", "soon"},
            {"--idle", "60"},
            {"--profile", "rabbit"},
            {"--data", ""},
            {"--bind="},
            {"--bind", "192.0.2.1"},
            {"--bind", "127.0.0.2"},
            {"--nonsense", "1"},
            {"word"}
        }) {
            String[] args = new String[wrong.length + 1];
            args[0] = "up";
            System.arraycopy(wrong, 0, args, 1, wrong.length);
            Run run = Run.of(checkout.launcher(args));
            assertThat(run.code()).as(String.join(" ", args)).isEqualTo(2);
            assertThat(run.errors().lines()).hasSize(1);
        }
    }

    @Test
    void upPrintsTheReadyLineAndStopsBothOnTerm() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        assertThat(up.output()).isEqualTo("{\"ready\": true, \"name\": \"functions\"}\n");
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(up.errors()).endsWith("millrace: stopping\n");
        assertThat(Files.readAllLines(checkout.file("stopped"))).containsExactly("functions", "models");
        assertThat(checkout.data().resolve("launcher.pid")).doesNotExist();
    }

    @Test
    void upIsInterruptedWith130() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        up.signal("INT");
        assertThat(up.code()).isEqualTo(130);
        assertThat(Files.readAllLines(checkout.file("stopped"))).containsExactly("functions", "models");
    }

    @Test
    void upBringsBackWhatIsKilled() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        for (String name : List.of("functions", "model-server")) {
            long pid = children().getOrDefault(name, 0L);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            up.await(() -> childrenNow().getOrDefault(name, pid) != pid, "another " + name);
        }
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(up.output()).hasLineCount(1);
        assertThat(up.errors())
                .contains("functions ended (exit code 137)", "model-server ended (exit code 137)")
                .doesNotContain("Killed");
    }

    /** As cron, a unit of systemd and most containers start it. */
    @Test
    void withoutHomeOrLocaleNamesAreUtf8() throws Exception {
        checkout.jdk(25);
        ProcessBuilder launcher = checkout.launcher("up", "--port", "0");
        launcher.environment().remove("HOME");
        launcher.environment().put("LC_ALL", "C");
        Run up = Run.start(launcher);
        up.awaitOutput("\n");
        assertThat(Files.readAllLines(checkout.file("started")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".* LC_ALL=.*\\.UTF-8 .*"));
        up.signal("TERM");
        assertThat(up.code()).isZero();
    }

    @Test
    void whatItStartsTellsNobodyOfItsUse() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        assertThat(Files.readAllLines(checkout.file("started")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" ORT_DISABLE_TELEMETRY=1"));
        up.signal("TERM");
        assertThat(up.code()).isZero();
    }

    @Test
    void withProcessesItStartsAStoreToo() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--processes", "--port", "0", "--idle", "7"));
        up.awaitOutput("\n");
        assertThat(up.output()).isEqualTo("{\"ready\": true, \"name\": \"front\"}\n");
        assertThat(Files.readString(checkout.file("builds"))).contains("functions/chunking,functions/intake ");
        assertThat(Files.readString(checkout.file("started")))
                .contains("-Dmillrace.processes.idle=7")
                .contains("postgresql://millrace:secret@127.0.0.1:");
        for (String name : List.of("broker", "postgres")) {
            long pid = children().getOrDefault(name, 0L);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            up.await(() -> childrenNow().getOrDefault(name, pid) != pid, "another " + name);
        }
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(Files.readAllLines(checkout.file("stopped"))).containsExactly("front", "models", "postgres");
        assertThat(up.errors()).contains("broker ended (exit code 137)", "postgres ended (exit code 137)");
    }

    @Test
    void withProcessesTheStoreMayBeAnother() throws Exception {
        checkout.jdk(25);
        ProcessBuilder launcher = checkout.launcher("up", "--processes", "--store", "pgvector", "--port", "0");
        launcher.environment().put("MILLRACE_STORE_URL", "postgresql://ann@db.example/millrace");
        Run up = Run.start(launcher);
        up.awaitOutput("\n");
        assertThat(Files.readString(checkout.file("started"))).contains("postgresql://ann@db.example/millrace");
        assertThat(children()).containsOnlyKeys("broker", "model-server");
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(Files.readAllLines(checkout.file("stopped"))).containsExactly("front", "models");
    }

    @Test
    void whatAKilledProcessLeavesIsRemovedByItsNextStart() throws Exception {
        checkout.jdk(25);
        Path foreign = Files.writeString(
                Files.createDirectories(checkout.data().resolve("tmp/functions"))
                        .resolve("mine"),
                "not Millrace's");
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        Path folder = checkout.data().toRealPath().resolve(".millrace-tmp");
        assertThat(Files.readString(checkout.file("started")))
                .contains("-Djava.io.tmpdir=" + folder.resolve("functions"))
                .contains("-Djava.io.tmpdir=" + folder.resolve("model-server"));
        Path left = Files.writeString(folder.resolve("functions/left.spool"), "a document");
        Path used = Files.writeString(folder.resolve("model-server/used"), "a library");
        long pid = children().getOrDefault("functions", 0L);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        up.await(() -> childrenNow().getOrDefault("functions", pid) != pid, "other functions");

        assertThat(left).doesNotExist();
        assertThat(used).exists();
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(folder).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void upGivesUpOnAProcessThatNeverGetsReady() throws Exception {
        checkout.jdk(25);
        Files.writeString(checkout.file("broken-functions"), "");
        Run up = Run.of(checkout.launcher("up", "--port", "0"));
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.errors()).contains("the functions are broken", "exit code 7", "functions.log");
        assertThat(up.output()).isEmpty();
    }

    @Test
    void aSecondUpOnTheSameDataIsRefused() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        Run second = Run.of(checkout.launcher("up", "--port", "0"));
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.errors())
                .contains("is in use by process " + up.process().pid());
        up.signal("TERM");
        assertThat(up.code()).isZero();
    }

    @Test
    void upTakesOverFromALauncherThatWasKilled() throws Exception {
        checkout.jdk(25);
        Run killed = Run.start(checkout.launcher("up", "--port", "0"));
        killed.awaitOutput("\n");
        Map<String, Long> left = children();
        killed.signal("KILL");
        killed.code();
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        for (long pid : left.values()) {
            up.await(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "the end of " + pid);
        }
        up.signal("TERM");
        assertThat(up.code()).isZero();
    }

    /** By a process whose command line would fit. */
    @Test
    void anIdThatIsAnotherProcessesByNowHoldsNothing() throws Exception {
        checkout.jdk(25);
        Run other = Run.start(new ProcessBuilder("bash", "-c", "exec -a millrace sleep 60"));
        String stale = other.process().pid() + "\n00000000-0000-0000-0000-000000000000 1\n";
        Files.writeString(Files.createDirectories(checkout.data()).resolve("launcher.pid"), stale);
        Files.writeString(
                Files.createDirectories(checkout.file("target/launcher")).resolve("lock"), stale);
        try {
            Run up = Run.start(checkout.launcher("up", "--port", "0"));
            up.awaitOutput("\n");
            up.signal("TERM");
            assertThat(up.code()).isZero();
        } finally {
            other.process().destroyForcibly();
        }
    }

    @Test
    void theCommandLineKnowsALauncherByItsStart() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        try (FakeMillrace fake = new FakeMillrace()) {
            fake.listenFor(checkout.data());
            assertThat(Files.readAllLines(checkout.data().resolve("launcher.pid")))
                    .hasSize(2);
            assertThat(status()).isZero();
            up.signal("KILL");
            up.code();
            assertThat(status()).isEqualTo(5);
        }
    }

    private int status() {
        return Millrace.run(
                Output.silent(), Map.of(), "status", "--data", checkout.data().toString());
    }

    @Test
    void saysWhichFoldersAreItsOwn() throws Exception {
        checkout.jdk(25);
        Run up = Run.start(checkout.launcher("up", "--port", "0"));
        up.awaitOutput("\n");
        up.signal("TERM");
        assertThat(up.code()).isZero();
        assertThat(OwnFolder.is(checkout.data())).isTrue();
        assertThat(OwnFolder.is(checkout.file(".cache/millrace/models"))).isTrue();
    }

    @Test
    void aFailureOfTheLauncherItselfIsJsonToo() throws Exception {
        for (String[] wrong :
                new String[][] {{"search", "--json", "x"}, {"up", "--json", "--port", "\"a\\b\t\""}, {"--json"}}) {
            Run run = Run.of(checkout.launcher(wrong));
            assertThat(run.output()).hasLineCount(1);
            JsonNode json = new ObjectMapper().readTree(run.output());
            assertThat(json.path("exitCode").asInt()).isEqualTo(run.code()).isNotZero();
            assertThat(json.path("error").asText()).isNotBlank();
        }
    }

    @Test
    void upNamesThePortThatIsInUse() throws Exception {
        checkout.jdk(25);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run up = Run.of(checkout.launcher("up", "--port", Integer.toString(taken.getLocalPort())));
            assertThat(up.code()).isEqualTo(1);
            assertThat(up.errors()).contains("port " + taken.getLocalPort() + " is in use");
        }
    }

    @Test
    void testAddsUpTheReportsInItsLastLine() throws Exception {
        checkout.jdk(25);
        Files.writeString(
                checkout.file("report"), "Tests run: 12, Failures: 0, Errors: 0, Skipped: 2, Time elapsed: 1 s\n");
        Run run = Run.of(checkout.launcher("test"));
        assertThat(run.code()).isZero();
        assertThat(run.output())
                .isEqualTo(
                        "server: PostgreSQL 18 (wheel)\nserver: Redis 7 (package)\n10 passed, 0 failed, 2 skipped\n");
        assertThat(Files.readString(checkout.file("builds"))).doesNotContain("containers");
    }

    @Test
    void serversComeFromContainersWhereThatIsAskedFor() throws Exception {
        checkout.jdk(25);
        Files.writeString(
                checkout.file("report"), "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s\n");
        assertThat(Run.of(checkout.launcher("test", "--containers")).code()).isZero();
        assertThat(Files.readString(checkout.file("builds"))).contains("-Pcontainers", "verify");
    }

    @Test
    void saysThatThereIsNoDockerBelowTheFailuresThatComeOfIt() throws Exception {
        checkout.jdk(25);
        Files.writeString(
                checkout.file("broken-build"), "java.lang.IllegalStateException: no Docker daemon answers: none\n");
        assertThat(Run.of(checkout.launcher("test", "--containers"))
                        .errors()
                        .lines()
                        .toList())
                .contains("millrace: no Docker daemon answers: none");
    }

    @Test
    void whatATestHasBuiltIsNotBuiltAgain() throws Exception {
        checkout.jdk(25);
        Files.writeString(
                checkout.file("report"), "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s\n");
        assertThat(Run.of(checkout.launcher("test", "--", "-pl", "functions/core"))
                        .code())
                .isZero();
        assertThat(Run.of(checkout.launcher("status")).errors()).contains("building");
        Files.delete(checkout.file("target/launcher/stamp"));
        assertThat(Run.of(checkout.launcher("test")).code()).isZero();

        assertThat(Run.of(checkout.launcher("status")).errors()).isEmpty();
        assertThat(Files.readAllLines(checkout.file("builds"))).hasSize(3);
    }

    @Test
    void testFailsWhereATestFails() throws Exception {
        checkout.jdk(25);
        Files.writeString(
                checkout.file("report"), "Tests run: 12, Failures: 1, Errors: 2, Skipped: 0, Time elapsed: 1 s\n");
        Run run = Run.of(checkout.launcher("test", "--full", "--seed", "7"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output().lines().toList().getLast()).isEqualTo("9 passed, 3 failed");
        assertThat(Files.readString(checkout.file("builds"))).contains("-Pfull", "-Dmillrace.seed=7", "verify");
    }

    @Test
    void aBuildThatFailsIsAFailedTest() throws Exception {
        checkout.jdk(25);
        Files.writeString(checkout.file("broken-build"), "");
        Run run = Run.of(checkout.launcher("test"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("0 passed, 1 failed\n");
        assertThat(run.errors()).contains("it does not compile");
    }

    private Map<String, Long> childrenNow() {
        try {
            return children();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, Long> children() throws IOException {
        Map<String, Long> children = new TreeMap<>();
        for (String name : List.of("functions", "broker", "model-server", "postgres")) {
            Path file = checkout.data().resolve(name + ".pid");
            if (Files.exists(file)) {
                children.put(name, Long.valueOf(Files.readString(file).strip()));
            }
        }
        return children;
    }
}
