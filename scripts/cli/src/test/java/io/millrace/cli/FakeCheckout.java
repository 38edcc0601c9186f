package io.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder that looks like this repository to the launcher, which is the real file: JDKs that are shell scripts, and a Maven that makes empty
 * jars. The JDK's {@code java} plays the command line (prints its arguments), the model server, the functions process and the one before separate functions; another
 * script plays PostgreSQL.
 */
final class FakeCheckout {

    private static final String JAVA = """
            #!/usr/bin/env bash
            case "$*" in
              -version) echo 'openjdk version "RELEASE.0.1" 2026-01-01' >&2; exit ;;
              *AOTCacheOutput*) exit ;;
              *ModelServer*) name=models ;;
              *SeparateProcesses*) name=front ;;
              *quarkus-run*) name=functions ;;
              *) echo "RELEASE: $*"; exit ;;
            esac
            here=$(cd "$(dirname "$0")/../.." && pwd)
            if [[ -e $here/broken-$name ]]; then echo "the $name are broken" >&2; exit 7; fi
            echo "$* ${MILLRACE_STORE_URL:-} LC_ALL=${LC_ALL:-} ORT_DISABLE_TELEMETRY=${ORT_DISABLE_TELEMETRY:-}" >>"$here/started"
            trap 'echo "$name" >>"$here/stopped"; exit 0' TERM
            echo "{\\"ready\\": true, \\"name\\": \\"$name\\"}"
            while :; do sleep 0.05; done
            """;

    private static final String POSTGRES = """
            #!/usr/bin/env bash
            here=$(cd "$(dirname "$0")/.." && pwd)
            case $1 in
              prepare) mkdir -p "$2/data" ;;
              url) echo "postgresql://millrace:secret@127.0.0.1:$3/postgres" ;;
              run)
                trap 'echo postgres >>"$here/stopped"; exit 0' INT
                echo ready >"$2/data/postmaster.pid"
                while :; do sleep 0.05; done
                ;;
            esac
            """;

    private static final String MAVEN = """
            #!/usr/bin/env bash
            here=$(cd "$(dirname "$0")/.." && pwd)
            echo "$JAVA_HOME $*" >>"$here/builds"
            if [[ -e $here/broken-build ]]; then echo "[ERROR] it does not compile"; cat "$here/broken-build"; exit 1; fi
            mkdir -p "$here"/scripts/{cli,bench}/target "$here"/scripts/local/target/quarkus-app "$here"/gpu-services/model-server/target/lib
            : >"$here/scripts/cli/target/millrace-cli.jar"
            : >"$here/scripts/bench/target/millrace-bench.jar"
            : >"$here/scripts/local/target/quarkus-app/quarkus-run.jar"
            : >"$here/gpu-services/model-server/target/millrace-model-server-1.jar"
            if [[ $* == *verify* ]]; then
              echo "[real server] Redis 7 (package)"
              echo "[INFO] [real server] PostgreSQL 18 (wheel)"
              echo "[real server] Redis 7 (package)"
              mkdir -p "$here/functions/core/target/surefire-reports"
              cp "$here/report" "$here/functions/core/target/surefire-reports/a.txt"
            fi
            """;

    private final Path root;

    FakeCheckout(Path root) throws IOException {
        this.root = root;
        for (String folder : List.of("scripts", "functions", "eventing", "gpu-services", ".mvn", "jdks")) {
            Files.createDirectories(root.resolve(folder));
        }
        Path repository = Path.of(System.getProperty("millrace.repository"));
        Files.copy(repository.resolve("scripts/millrace"), root.resolve("scripts/millrace"));
        Files.copy(repository.resolve("pom.xml"), root.resolve("pom.xml"));
        for (String deployable : List.of("intake", "chunking")) {
            Path pom = Files.createDirectories(root.resolve("functions/" + deployable))
                    .resolve("pom.xml");
            Files.writeString(pom, "<artifactId>quarkus-maven-plugin</artifactId>\n");
        }
        script("scripts/mvnw", MAVEN);
        script("scripts/postgres", POSTGRES);
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Path data() {
        return root.resolve("data");
    }

    /** A JDK in the folder {@code jdks}; its home. */
    Path jdk(int release) throws IOException {
        String home = "jdks/" + release;
        script(
                home + "/bin/java",
                JAVA.replace("RELEASE", Integer.toString(release)).replace("/../..\" && pwd", "/../../..\" && pwd"));
        script(home + "/bin/javac", JAVA);
        return root.resolve(home);
    }

    void script(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /**
     * The launcher, with nothing of this machine's Java in its surroundings. It takes SIGINT again: where the tests themselves run in the
     * background of a shell, every process below them ignores it, and a shell can't undo that.
     */
    ProcessBuilder launcher(String... args) {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-c",
                "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])",
                "bash",
                root.resolve("scripts/millrace").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", root.toString());
        environment.put("MILLRACE_JDK_FOLDERS", root.resolve("jdks").toString());
        environment.put("MILLRACE_DATA", data().toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }
}
