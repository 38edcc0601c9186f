package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that are images, with a script in tesseract's place. */
class TextRecognitionTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    /** Counts its calls in files beside it. */
    private static final String COUNT = "n=$(ls \"$0\".* 2>/dev/null | wc -l); : > \"$0.$n\"\n";

    @TempDir
    Path folder;

    @Test
    void readsTheTextOfEachPage() throws IOException {
        ParsedDocument read = read("test -s \"$1\" && echo \"Mill, in $4.\"", 100, LONG, LONG, 2);

        assertThat(read.text()).isEqualTo("Mill, in eng.\n\nMill, in eng.");
        assertThat(read.metadata()).containsEntry("recognised", "true").doesNotContainKey("pagesWithoutText");
        assertThat(read.blocks().getLast().page()).isEqualTo(2);
    }

    @Test
    void aDocumentOfWhichNothingIsRecognisedNeedsIt() {
        assertThatThrownBy(() -> read("exit 1", 100, LONG, LONG, 2))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("document-needs-ocr"));
    }

    @Test
    void namesThePagesOnWhichItFails() throws IOException {
        ParsedDocument read = read(COUNT + "test $n -eq 1 && exit 1; echo Mill.", 100, LONG, LONG, 3);

        assertThat(read.text()).isEqualTo("Mill.\n\nMill.");
        assertThat(read.metadata()).containsEntry("pagesWithoutText", "2");
    }

    @Test
    void namesThePagesThatTakeTooLong() throws IOException {
        ParsedDocument read =
                read(COUNT + "test $n -eq 0 && exec sleep 60; echo Mill.", 100, Duration.ofSeconds(2), LONG, 2);

        assertThat(read.text()).isEqualTo("Mill.");
        assertThat(read.metadata()).containsEntry("pagesWithoutText", "1");
    }

    @Test
    void stopsInTimeToKeepWhatItHas() throws IOException {
        ParsedDocument read =
                read(COUNT + "test $n -eq 1 && exec sleep 60; echo Mill.", 100, LONG, Duration.ofSeconds(10), 4);

        assertThat(read.text()).isEqualTo("Mill.");
        assertThat(read.metadata()).containsEntry("pagesWithoutText", "2, 3, 4");
    }

    @Test
    void recognisesNoMorePagesThanTheLimit() throws IOException {
        ParsedDocument read = read("echo Mill.", 2, LONG, LONG, 4);

        assertThat(read.text()).isEqualTo("Mill.\n\nMill.");
        assertThat(read.metadata()).containsEntry("pagesWithoutText", "3, 4");
    }

    private ParsedDocument read(String script, int maxPages, Duration page, Duration document, int pages)
            throws IOException {
        Path program = Files.writeString(folder.resolve("recognise"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        OcrSettings ocr = new OcrSettings(program.toString(), "eng", maxPages, page);
        ParseLimits limits = new ParseLimits(100L << 20, 5_000_000, document, 10_000, 100, 3, 100);
        byte[] scanned = MadeFiles.scannedPdf(pages);
        try (TikaDocumentParser parser =
                new TikaDocumentParser(new ParserSettings(limits, ocr, 1, 256, Duration.ofSeconds(20)))) {
            return parser.parse(
                    new ByteArrayInputStream(scanned),
                    new ParseRequest("file:///docs/scan.pdf", null, null, scanned.length));
        }
    }
}
