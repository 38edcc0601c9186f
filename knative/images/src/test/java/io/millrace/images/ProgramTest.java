package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which programs there are follows from the modules. */
class ProgramTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));

    @TempDir
    private Path checkout;

    @Test
    void everyModuleThatIsMadeIntoAnApplicationHasAnImage() throws IOException {
        module("core", "maven-jar-plugin");
        module("intake", "quarkus-maven-plugin");
        module("tides", "quarkus-maven-plugin");

        assertThat(Program.all(checkout))
                .extracting(Program::name)
                .containsExactly("intake", "tides", "model-server", "model-loader");
    }

    @Test
    void whatHasNoExampleOfAnEventWaitsForNone() throws IOException {
        module("intake", "quarkus-maven-plugin");
        module("tides", "quarkus-maven-plugin");

        assertThat(Program.all(checkout))
                .filteredOn(Program::isFunction)
                .extracting(Program::name)
                .containsExactly("intake");
    }

    @Test
    void theFunctionsOfThisCheckoutAreAmongThem() {
        assertThat(Program.all(REPOSITORY))
                .filteredOn(Program::isFunction)
                .extracting(Program::name)
                .containsExactly(
                        "answering", "chunking", "dead-letters", "embedding", "intake", "reindexing", "reranking");
    }

    private void module(String name, String plugin) throws IOException {
        Files.writeString(
                Files.createDirectories(checkout.resolve("functions").resolve(name))
                        .resolve("pom.xml"),
                "<plugin><artifactId>" + plugin + "</artifactId></plugin>");
    }
}
