package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no database. With one: {@code RowsIT} of scripts/local. */
class SourcesCommandTest {

    private static final String MAPPING = """
            name: shop
            engine: postgresql
            url: jdbc:postgresql://127.0.0.1:9/shop
            documents:
              - table: public.products
                key: [id]
                title: "{{name}}"
                columns: [name]
                access: [public]
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aWrongMappingIsToldWithLineAndRemedyAndNotKept() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.yaml"), MAPPING.replace("key: [id]", "kay: [id]"));

        assertThat(run("sources", "add", file.toString())).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("shop.yaml:6", "kay", "shop.yaml:5", "key");
        assertThat(folder.resolve("data/databases")).doesNotExist();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNotKept() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.yaml"), MAPPING);

        assertThat(run("sources", "add", file.toString())).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("shop.yaml", "does not answer");
        assertThat(folder.resolve("data/databases")).doesNotExist();
    }

    @Test
    void listsWhatIsKeptAndWhatIsBroken() throws IOException {
        Path databases = Files.createDirectories(folder.resolve("data/databases"));
        Files.writeString(databases.resolve("shop.yaml"), MAPPING);
        Files.writeString(databases.resolve("worn.yaml"), "name: [");

        assertThat(run("sources", "list", "--json")).isZero();

        JsonNode sources = new ObjectMapper()
                .readTree(out.toString(StandardCharsets.UTF_8))
                .path("sources");
        assertThat(sources).hasSize(2);
        assertThat(sources.path(0).path("uri").asText()).isEqualTo("row://shop/");
        assertThat(sources.path(0).path("tables").path(0).asText()).isEqualTo("public.products");
        assertThat(sources.path(1).path("problem").asText()).contains("worn.yaml:1");
    }

    @Test
    void oneThatIsNotThereIsSaid() {
        assertThat(run("sources", "show", "shop")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no database shop", "sources list");
    }

    @Test
    void aDatabaseIsFoundByTheNameThatItsFileSays() throws IOException {
        Path databases = Files.createDirectories(folder.resolve("data/databases"));
        Path file = Files.writeString(databases.resolve("db.yml"), MAPPING);
        Files.writeString(databases.resolve("shop.yaml"), MAPPING.replace("name: shop", "name: stock"));

        assertThat(run("sources", "show", "shop", "--json")).isZero();

        assertThat(new ObjectMapper()
                        .readTree(out.toString(StandardCharsets.UTF_8))
                        .path("file")
                        .asText())
                .isEqualTo(file.toString());
        assertThat(run("sources", "show", "db")).isEqualTo(1);
    }

    @Test
    void aMillraceElsewhereHasItsMappingsElsewhere() {
        assertThat(run("sources", "list", "--url", "http://127.0.0.1:9")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("ConfigMap millrace-databases");
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        Output output = new Output(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return Millrace.run(output, Map.of(), all.toArray(String[]::new));
    }
}
