package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files that can't be read, ingested with the command line: each is named with its reason, and the rest goes in. */
class BadFilesIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = RunningStack.start(data);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void eachBadFileIsRejectedWithItsReasonAndTheRestGoesIn(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("good.md"), "# Good\n\nThe good file is found.\n");
        Files.write(folder.resolve("empty.txt"), new byte[0]);
        Files.write(folder.resolve("binary.txt"), noise());
        Files.writeString(folder.resolve("broken.docx"), "PK\u0003\u0004 this is no archive");
        encryptedPdf(folder.resolve("secret.pdf"));
        zipBomb(folder.resolve("bomb.docx"));
        sparse(folder.resolve("huge.txt"), 2L << 30);
        Path missing = folder.resolve("nowhere").resolve("missing.md");

        Ingest ingest = ingest(folder.toString(), missing.toString());

        assertThat(ingest.exitCode()).as(ingest.errors()).isEqualTo(4);
        Map<String, String> codes = new TreeMap<>();
        for (JsonNode rejected : ingest.json().path("rejected")) {
            String uri = rejected.path("uri").asText();
            codes.put(
                    uri.substring(uri.lastIndexOf('/') + 1),
                    rejected.path("code").asText());
            assertThat(rejected.path("reason").asText()).as(uri).isNotBlank();
        }
        assertThat(codes)
                .containsEntry("empty.txt", "document-empty")
                .containsEntry("binary.txt", "document-binary")
                .containsEntry("broken.docx", "document-broken")
                .containsEntry("secret.pdf", "document-encrypted")
                .containsEntry("bomb.docx", "document-bomb")
                .containsEntry("huge.txt", "document-too-large")
                .containsKey("missing.md")
                .hasSize(7);
        assertThat(ingest.json().path("indexed").asInt()).isEqualTo(1);
        assertThat(stack.deadLetters()).isEmpty();
    }

    @Test
    void anUnreadableFileIsRejectedWithItsReason(@TempDir Path folder) throws Exception {
        Path locked = Files.writeString(folder.resolve("locked.md"), "# Locked\n\nNobody reads this.\n");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(locked))
                .as("root reads every file, so nothing is unreadable here")
                .isFalse();

        Ingest ingest = ingest(folder.toString());

        assertThat(ingest.exitCode()).isEqualTo(1);
        assertThat(ingest.json().path("rejected")).hasSize(1);
    }

    private record Ingest(int exitCode, JsonNode json, String errors) {}

    private static Ingest ingest(String... paths) throws IOException, InterruptedException {
        Path errors = data.resolve("ingest.err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                REPOSITORY.resolve("scripts/cli/target/millrace-cli.jar").toString(),
                "ingest",
                "--data",
                data.toString(),
                "--json"));
        command.addAll(Arrays.asList(paths));
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ingest(process.waitFor(), RunningStack.JSON.readTree(output), Files.readString(errors));
    }

    private static byte[] noise() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static void encryptedPdf(Path file) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            document.save(file.toFile());
        }
    }

    private static void zipBomb(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
            zip.write(
                    ("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\""
                                    + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\""
                                    + " ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>")
                            .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("_rels/.rels"));
            zip.write(
                    ("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\""
                                    + " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\""
                                    + " Target=\"word/document.xml\"/></Relationships>")
                            .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            zip.write(
                    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>"
                            .getBytes(StandardCharsets.UTF_8));
            byte[] letters = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 300; i++) {
                zip.write(letters);
            }
            zip.write("</w:t></w:r></w:p></w:body></w:document>".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void sparse(Path file, long bytes) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }
}
