package io.millrace.bench.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be measured is said in a sentence. */
class FailedBenchIT {

    @TempDir
    private Path folder;

    @Test
    void aModelThatTheCatalogDoesNotHaveIsNamed() throws IOException, InterruptedException {
        assertThat(failure(GenerateBenchMain.class, "nonsense", "1", "1", "2"))
                .startsWith("millrace: the catalog has no model 'nonsense'")
                .doesNotContain("Exception");
    }

    @Test
    void aDatasetThatIsNotThereIsNamed() throws IOException, InterruptedException {
        assertThat(failure(EmbedBenchMain.class, folder.resolve("none").toString(), "32"))
                .startsWith("millrace: ")
                .contains(folder.resolve("none").toString())
                .doesNotContain("Exception");
    }

    private String failure(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        Process bench = new ProcessBuilder(command)
                .redirectOutput(new File("/dev/null"))
                .start();
        String said = new String(bench.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bench.waitFor()).isEqualTo(1);
        return said;
    }
}
