package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionProgramTest {

    @TempDir
    private Path folder;

    @Test
    void aDeployableRunsWithTheOptionsOfThisMachine() throws IOException {
        Path jar = Files.createFile(Files.createDirectories(folder.resolve("intake/target/quarkus-app"))
                .resolve("quarkus-run.jar"));

        FunctionProgram program = FunctionProgram.of("intake", settings(Map.of()));

        assertThat(program.jar()).isEqualTo(jar);
        assertThat(program.java()).endsWith("-Xmx9m", "-Xss1m").hasSize(3);
        assertThat(program.java().getFirst()).endsWith("/bin/java");
    }

    @Test
    void whatAnImageHoldsRunsWithTheOptionsOfTheImage() throws IOException {
        command("/layout/opt/java/bin/java", "-XX:AOTCache=/layout/app/classes.aot", "-jar", "run.jar");

        FunctionProgram program = FunctionProgram.of("intake", settings(Map.of("millrace.images", folder.toString())));

        assertThat(program.java()).containsExactly("/layout/opt/java/bin/java", "-XX:AOTCache=/layout/app/classes.aot");
        assertThat(program.jar()).isEqualTo(Path.of("run.jar"));
        assertThat(program.folder()).isEqualTo(folder.resolve("intake/app"));
    }

    @Test
    void aCommandWithoutAJarIsRefused() throws IOException {
        command("/bin/java", "Main");

        assertThatThrownBy(() -> FunctionProgram.of("intake", settings(Map.of("millrace.images", folder.toString()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-jar");
    }

    @Test
    void aFunctionThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> FunctionProgram.of("intake", settings(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no deployable of intake");
        assertThatThrownBy(() -> FunctionProgram.of("intake", settings(Map.of("millrace.images", folder.toString()))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("millrace.images");
    }

    private void command(String... words) throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("intake")).resolve("command"), String.join("\n", words) + "\n");
    }

    private ProcessesSettings settings(Map<String, String> more) {
        Properties given = new Properties();
        given.putAll(Map.of(
                "millrace.data", folder.toString(),
                "millrace.topology", folder.toString(),
                "millrace.services", folder.toString(),
                "millrace.functions", folder.toString(),
                "millrace.api.port", "1",
                "millrace.broker.port", "2",
                "millrace.models.url", "http://127.0.0.1:3",
                "java.io.tmpdir", folder.toString(),
                "millrace.processes.options", "-Xmx9m -Xss1m"));
        given.putAll(more);
        return ProcessesSettings.of(given);
    }
}
