package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@link OpenAiClientsIT} and {@link McpIT} with Python's clients, in a virtual environment below target. Skipped where Python or the packages can't be had. */
class PythonClientsIT {

    private static final Path MODULE = Path.of(System.getProperty("millrace.repository"), "scripts/local");
    private static final Path SCRIPTS = MODULE.resolve("src/test/python");
    private static final Path ENVIRONMENT = MODULE.resolve("target/python-clients");
    private static final long PATIENCE_MINUTES = 6;

    @TempDir
    Path data;

    @Test
    void theClientsOfOthersGetWhatTheyAskFor() throws Exception {
        assumeTrue(
                Boolean.getBoolean("millrace.full"),
                "the packages of Python's clients take a minute to install: with --full");
        Path python = ENVIRONMENT.resolve("bin/python");
        assumeTrue(
                runs("python3", "-m", "venv", ENVIRONMENT.toString())
                        && runs(
                                python.toString(),
                                "-m",
                                "pip",
                                "install",
                                "--quiet",
                                "--no-compile",
                                "--disable-pip-version-check",
                                "-r",
                                SCRIPTS.resolve("requirements.txt").toString()),
                () -> "no Python clients: python3 with venv and pip, and the packages of requirements.txt, are needed; "
                        + log());

        try (RunningStack stack = SteamLibrary.start(data)) {
            assertThat(runs(python.toString(), SCRIPTS.resolve("clients.py").toString(), stack.url("")))
                    .as(log())
                    .isTrue();
        }
    }

    private boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("python.log").toFile())
                    .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(data.resolve("python.log"));
        } catch (IOException e) {
            return "python3 can't be run";
        }
    }
}
