package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.catalog.CatalogEntry.Task;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    }

    @Test
    void everyBundledEntrySaysWhatItTakesAndWhatRunsIt() {
        assertThat(Catalog.load().entries())
                .extracting(CatalogEntry::id)
                .contains(
                        "all-minilm-l6-v2",
                        "bge-small-en-v1.5",
                        "bge-large-en-v1.5",
                        "bge-m3",
                        "bge-reranker-large",
                        "bge-reranker-v2-m3",
                        "llama-3.1-8b-instruct",
                        "mistral-7b-instruct-v0.3",
                        "qwen2.5-7b-instruct",
                        "qwen3-8b",
                        "qwen3-0.6b");
        assertThat(Catalog.load().entries()).allSatisfy(entry -> {
            assertThat(entry.engines()).as(entry.id()).isNotEmpty();
            CatalogEntry.Memory memory = Objects.requireNonNull(entry.memory(), entry.id());
            assertThat(memory.cacheKilobytesPerToken() > 0).as(entry.id()).isEqualTo(entry.task() == Task.GENERATE);
            entry.bytes()
                    .ifPresent(bytes -> assertThat(memory.weightsMegabytes() * 1_000_000)
                            .as(entry.id())
                            .isBetween(bytes / 2, bytes + 1_000_000));
        });
    }

    @Test
    void qwen3RunsOnlyWhereItsThinkingCanBeTurnedOff() {
        assertThat(Catalog.load().entries())
                .filteredOn(entry -> entry.id().startsWith("qwen3-"))
                .hasSize(5)
                .allSatisfy(entry -> {
                    assertThat(List.of(CatalogEntry.Engine.VLLM, CatalogEntry.Engine.LLAMA_CPP))
                            .as(entry.id())
                            .containsAll(entry.engines().keySet());
                    assertThat(entry.about()).contains("MILLRACE_GENERATOR_THINKS");
                });
    }

    @Test
    void saysHowMuchMemoryAModelTakesWithSoManyTokensUnderWay() {
        CatalogEntry.Memory memory = Objects.requireNonNull(
                Catalog.load().entry("llama-3.1-8b-instruct").memory());

        assertThat(memory.megabytes(0)).isEqualTo(16_061);
        assertThat(memory.megabytes(16_384)).isEqualTo(16_061 + 2_147);
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
                "licence: Apache-2.0|license: Apache-2.0|entry 'tiny': unknown field license",
                "licence: Apache-2.0|''|entry 'tiny': licence is missing; add it",
                "- id: tiny|- id: [tiny]|entry number 1: id",
                "task: embed|task: generate|task is 'generate', but the entry describes embed",
                "sha256: ba78|sha256: BA78|entry 'tiny': files[0]: the sha256 of model.bin is 64 lower-case",
                "bytes: 3, |''|entry 'tiny': files[0]: model.bin needs both bytes and sha256",
                "bytes: 3|bytes: 0|model.bin needs more than 0 bytes",
                "bytes: 3|bytes: three|entry 'tiny': files[0].bytes",
                "role: model,|role: model, size: 3,|unknown field files[0].size; known here are bytes, name, role, sha256",
                "role: model, |''|files[0].role is missing; add it",
                "name: model.bin|name: ../model.bin|a model file's name",
                "https: { model.bin|https: { other.bin|does not say where model.bin is; add it to its paths",
                "- file: { model|'- maven: a:b:c\\n        file: { model'|sources: each has exactly one of",
                "pooling: mean|pooling: max|embedding.pooling is 'max', but must be one of mean, cls",
                "revision: r1|revision: ../r1|revision",
                "revision: r1|revision: current|the store needs that name itself",
                "about: a test|verified: on-first-download|about is missing",
                "about: a test|'about: a test\\n    verified: never'|verified is on-first-download or left out",
                "window: 8|window: 0|embedding: an embedder needs",
                "models:|modles:|unknown field 'modles'",
                "about: a test|'about: a test\\n    about: twice'|no YAML",
            })
    void refusesAnEntryThatIsNotRightAndSaysWhere(String part, String replacement, String message) throws IOException {
        assertThat(ENTRY).contains(part);
        Path file = write(ENTRY.replace(part, replacement.replace("\\n", "\n")));

        assertThatThrownBy(() -> Catalog.load(file))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("catalog-invalid"))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void refusesAnEngineThatNobodyKnows() throws IOException {
        Path file = write(ENTRY.replace("    files:", "    engines: { vlm: [] }\n    files:"));

        assertThatThrownBy(() -> Catalog.load(file))
                .hasMessageContaining("entry 'tiny': engines: no engine is called 'vlm'");
    }

    @Test
    void anAddressMayComeFromTheEnvironment() throws IOException {
        String yaml = ENTRY.replace("https://models.example/tiny", "${env.TINY_URL}");
        Environment environment =
                new Environment(Map.of("TINY_URL", "https://bucket.example/k?X-Amz-Signature=0"), folder);

        CatalogEntry entry = CatalogReader.read(
                        new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), environment)
                .entry("tiny");

        assertThat(entry.sources().getFirst().paths().get("model.bin"))
                .hasToString("https://bucket.example/k?X-Amz-Signature=0");
        assertThat(entry.sources().getFirst()).hasToString("web address bucket.example");
        Path file = write(yaml);
        assertThatThrownBy(() -> Catalog.load(file)).hasMessageContaining("TINY_URL is not set");
    }

    @Test
    void aSignedAddressIsNotKeptAndIsTheSameWhateverItsSignature() throws IOException {
        PartFile part = new PartFile(folder.resolve("x.part"));

        part.restart("https://b.example/k?X-Amz-Date=1&X-Amz-Signature=secret", Optional.of("\"v1\""));

        assertThat(part.tag("https://b.example/k?X-Amz-Date=2&X-Amz-Signature=other"))
                .hasValue("\"v1\"");
        assertThat(part.tag("https://b.example/other?X-Amz-Signature=other")).isEmpty();
        assertThat(folder.resolve("x.part.from")).content().doesNotContain("secret");
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
