package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.catalog.CatalogEntry.Task;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private static final String ENTRY = """
            models:
              - id: tiny
                task: embed
                revision: r1
                licence: Apache-2.0
                about: a test
                embedding: { dimension: 3, window: 8, pooling: mean }
                files:
                  - { name: model.bin, role: model, bytes: 3, sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad }
                sources:
                  - https: { model.bin: "https://models.example/tiny" }
                  - file: { model.bin: /models/tiny }
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theBundledCatalogHasTheDefaults() {
        Catalog catalog = Catalog.load();

        CatalogEntry embedder = catalog.entry("all-minilm-l6-v2-q");
        assertThat(embedder.task()).isEqualTo(Task.EMBED);
        assertThat(embedder.bytes()).hasValue(22_972_370L + 711_661L);
        assertThat(embedder.sources().getFirst()).isInstanceOf(ModelSource.Maven.class);
        CatalogEntry generator = catalog.entry("smollm2-135m-instruct-q4_1");
        assertThat(generator.generation()).isNotNull().matches(generation -> !generation.trusted());
        assertThat(catalog.entries())
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(entry -> entry.licence().equals("Apache-2.0"));
    }

    @Test
    void readsAFileOfTheUsersOwn() throws IOException {
        CatalogEntry entry = Catalog.load(write(ENTRY)).entry("tiny");

        assertThat(entry.sources()).hasSize(2);
        assertThat(entry.file("model").bytes()).isEqualTo(3);
    }

    @Test
    void namesTheModelsItHasWhenAskedForAnother() throws IOException {
        Catalog catalog = Catalog.load(write(ENTRY));

        assertThatThrownBy(() -> catalog.entry("huge"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'huge'")
                .hasMessageContaining("tiny");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "licence: Apache-2.0|license: Apache-2.0",
                "task: embed|task: generate",
                "sha256: ba78|sha256: BA78",
                "bytes: 3, |''",
                "bytes: 3|bytes: 0",
                "role: model,|role: model, size: 3,",
                "name: model.bin|name: ../model.bin",
                "https: { model.bin|https: { other.bin",
                "file: { model|maven: 'a:b', file: { model",
                "pooling: mean|pooling: max",
                "revision: r1|revision: ../r1",
                "about: a test|verified: on-first-download",
                "about: a test|verified: never",
                "window: 8|window: 0",
            })
    void refusesAnEntryThatIsNotRight(String part, String replacement) throws IOException {
        assertThat(ENTRY).contains(part);
        Path file = write(ENTRY.replace(part, replacement));

        assertThatThrownBy(() -> Catalog.load(file))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("catalog-invalid"))
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesTwoEntriesWithOneId() throws IOException {
        Path file = write(ENTRY + ENTRY.replace("models:\n", ""));

        assertThatThrownBy(() -> Catalog.load(file)).hasMessageContaining("two entries with id tiny");
    }

    @Test
    void modelsLieWhereTheEnvironmentSays() {
        Path home = Path.of("/home/me");

        assertThat(new Environment(Map.of(), home).models()).isEqualTo(Path.of("/home/me/.cache/millrace/models"));
        assertThat(new Environment(Map.of("XDG_CACHE_HOME", "/cache"), home).models())
                .isEqualTo(Path.of("/cache/millrace/models"));
        assertThat(new Environment(Map.of("XDG_CACHE_HOME", "/cache", "MILLRACE_MODELS", "/m"), home).models())
                .isEqualTo(Path.of("/m"));
    }

    @Test
    void withoutATerminalProgressIsALineEveryTwoSeconds() {
        AtomicLong millis = new AtomicLong();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConsoleProgress progress =
                new ConsoleProgress(new PrintStream(out, true, StandardCharsets.UTF_8), false, millis::get);

        progress.started("downloading m", 10_000_000);
        for (int second = 1; second <= 4; second++) {
            millis.set(second * 1000L);
            progress.advanced(second * 1_000_000L);
        }
        progress.finished();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines(
                        "downloading m, 10 MB\ndownloading m: 2 of 10 MB\ndownloading m: 4 of 10 MB\n");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("catalog.yaml"), yaml);
    }
}
