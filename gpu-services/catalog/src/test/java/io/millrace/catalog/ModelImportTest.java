package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.Digest;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that the user has already. */
class ModelImportTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void takesTheFilesOfAFolderByTheCatalogsNamesOrTheSources() throws IOException {
        Path snapshot = snapshot("snapshot");

        Path model = store(known()).importFrom("m", snapshot, Progress.NONE, true);

        assertRight(model);
        assertThat(model.resolveSibling("current").resolve("model.onnx")).hasContent("weights");
        assertThat(ModelLock.read(model).source()).isEqualTo("file " + snapshot);
        store(known()).verify("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz"})
    void takesThemOutOfATarArchive(String form) throws Exception {
        Path snapshot = snapshot("snapshot");
        Path archive = folder.resolve("model." + form);
        Process tar = new ProcessBuilder(
                        "tar",
                        form.equals("tar") ? "-cf" : "-czf",
                        archive.toString(),
                        "-C",
                        folder.toString(),
                        "snapshot")
                .start();
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Trees.delete(snapshot);

        assertRight(store(known()).importFrom("m", archive, Progress.NONE, true));
    }

    @Test
    void takesThemOutOfAZipArchive() throws IOException {
        Path archive = folder.resolve("model.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, String> file : Map.of(
                            "deep/onnx/model.onnx", "weights", "deep/tokenizer.json", "words")
                    .entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                ((OutputStream) zip).write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }

        assertRight(store(known()).importFrom("m", archive, Progress.NONE, true));
    }

    @Test
    void refusesWhatIsNotWhatTheCatalogWants() throws IOException {
        Path snapshot = snapshot("snapshot");
        Files.writeString(snapshot.resolve("onnx/model.onnx"), "Weights");

        assertThatThrownBy(() -> store(known()).importFrom("m", snapshot, Progress.NONE, true))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-import-refused"))
                .hasMessageContaining("the catalog wants");
        assertThat(folder.resolve("models/m/current")).doesNotExist();
    }

    @Test
    void namesWhatIsMissingAndWhatIsThereTwice() throws IOException {
        Path snapshot = snapshot("snapshot");
        Files.delete(snapshot.resolve("tokenizer.json"));
        assertThatThrownBy(() -> store(known()).importFrom("m", snapshot, Progress.NONE, true))
                .hasMessageContaining("it has no file tokenizer.json");
        snapshot("both/a");
        snapshot("both/b");

        assertThatThrownBy(() -> store(known()).importFrom("m", folder.resolve("both"), Progress.NONE, true))
                .hasMessageContaining("it has 2 files tokenizer.json");
        assertThatThrownBy(() -> store(known()).importFrom("m", folder.resolve("none.zip"), Progress.NONE, true))
                .hasMessageContaining("it is not there");
        Path text = Files.writeString(folder.resolve("model.txt"), "text");
        assertThatThrownBy(() -> store(known()).importFrom("m", text, Progress.NONE, true))
                .hasMessageContaining("neither a folder nor a zip");
        Path broken =
                Files.writeString(folder.resolve("broken.tar"), "no archive at all, and not even five hundred bytes");
        assertThatThrownBy(() -> store(known()).importFrom("m", broken, Progress.NONE, true))
                .hasMessageContaining("tar can't read it");
    }

    @Test
    void pinsWhatTheCatalogHasNoHashFor() throws IOException {
        Path snapshot = snapshot("snapshot");

        assertRight(store(unknown()).importFrom("m", snapshot, Progress.NONE, true));
        Trees.delete(folder.resolve("models/m/r1"));
        Files.writeString(snapshot.resolve("onnx/model.onnx"), "Weights");

        assertThatThrownBy(() -> store(unknown()).importFrom("m", snapshot, Progress.NONE, true))
                .hasMessageContaining("catalog.lock");
    }

    private Path snapshot(String name) throws IOException {
        Path snapshot = Files.createDirectories(folder.resolve(name));
        Files.writeString(Files.createDirectories(snapshot.resolve("onnx")).resolve("model.onnx"), "weights");
        Files.writeString(snapshot.resolve("tokenizer.json"), "words");
        return snapshot;
    }

    private static void assertRight(Path model) {
        assertThat(model.resolve("model.onnx")).hasContent("weights");
        assertThat(model.resolve("tokenizer.json")).hasContent("words");
    }

    private ModelStore store(CatalogEntry entry) {
        return new ModelStore(
                folder.resolve("models"),
                new Catalog(List.of(entry)),
                new Environment(Map.of(), folder.resolve("home")));
    }

    private static CatalogEntry known() {
        return entry(List.of(
                new ModelFile("model.onnx", "model", 7L, sha256("weights")),
                new ModelFile("tokenizer.json", "tokenizer", 5L, sha256("words"))));
    }

    private static CatalogEntry unknown() {
        return entry(List.of(
                new ModelFile("model.onnx", "model", null, null),
                new ModelFile("tokenizer.json", "tokenizer", null, null)));
    }

    private static CatalogEntry entry(List<ModelFile> files) {
        return TestEntries.embedder(
                "m",
                "r1",
                files,
                List.of(new ModelSource.HuggingFace(
                        "org/name",
                        "main",
                        Map.of("model.onnx", "onnx/model.onnx", "tokenizer.json", "tokenizer.json"))));
    }

    private static String sha256(String content) {
        return HexFormat.of().formatHex(Digest.sha256().digest(content.getBytes(StandardCharsets.UTF_8)));
    }
}
