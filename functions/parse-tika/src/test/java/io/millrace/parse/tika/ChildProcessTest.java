package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.apache.tika.exception.TikaException;
import org.junit.jupiter.api.Test;

/** What becomes of a document whose reader hangs, crashes, eats its memory or talks too much, and of the next one. */
class ChildProcessTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void readsManyDocumentsWithOneChild() throws IOException {
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            parse(parser, "a.docx", MadeFiles.docx(List.of("One.")));
            List<Long> first = parser.children();

            ParsedDocument second = parse(parser, "b.docx", MadeFiles.docx(List.of("Two.")));

            assertThat(second.text()).isEqualTo("Two.");
            assertThat(first).hasSize(1).isEqualTo(parser.children());
        }
    }

    @Test
    void needsNoChildForPlainText() throws IOException {
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            parse(parser, "a.md", "# One\n\nWater flows.\n".getBytes(StandardCharsets.UTF_8));

            assertThat(parser.children()).isEmpty();
        }
    }

    @Test
    void endsAChildThatHasNothingToDo() throws IOException {
        ParserSettings impatient =
                new ParserSettings(ParseLimits.DEFAULT, OcrSettings.OFF, 1, 128, Duration.ofMillis(50));
        try (TikaDocumentParser parser = new TikaDocumentParser(impatient)) {
            parse(parser, "a.docx", MadeFiles.docx(List.of("One.")));

            await().atMost(LONG).until(() -> parser.children().isEmpty());

            assertThat(parse(parser, "b.docx", MadeFiles.docx(List.of("Two."))).text())
                    .isEqualTo("Two.");
        }
    }

    @Test
    void endsAChildThatTakesTooLongAndReadsTheNextDocumentWithAnother() throws IOException {
        ParseLimits brief = new ParseLimits(100L << 20, 5_000_000, Duration.ofMillis(1500), 20_000, 100, 3, 100);
        byte[] slow = MadeFiles.manyPages(10_000);
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT.with(brief))) {
            assertThat(code(parser, "slow.pdf", slow)).isEqualTo("document-timeout");
            assertThat(parser.children()).isEmpty();

            // On a busy machine the time may be too short for a new child's start; the one after that is warmer.
            byte[] next = MadeFiles.docx(List.of("One."));
            await().atMost(LONG)
                    .ignoreExceptionsMatching(ProblemException.class::isInstance)
                    .until(() -> parse(parser, "a.docx", next).text().equals("One."));
        }
    }

    @Test
    void rejectsADocumentThatNeedsMoreMemoryThanAChildHas() throws IOException {
        ParseLimits wide = new ParseLimits(100L << 20, 400_000_000, LONG, 10_000, 100, 3, 1_000_000);
        ParserSettings small = new ParserSettings(wide, OcrSettings.OFF, 1, 64, LONG);
        try (TikaDocumentParser parser = new TikaDocumentParser(small)) {
            ProblemException problem =
                    problem(parser, "fat.txt", "fat ".repeat(20_000_000).getBytes(StandardCharsets.UTF_8));

            assertThat(problem.problem().code()).isEqualTo("document-bomb");
            assertThat(problem.problem().detail()).contains("64 MB of memory");
            assertThat(parse(parser, "a.docx", MadeFiles.docx(List.of("One."))).text())
                    .isEqualTo("One.");
        }
    }

    @Test
    void aDocumentWhoseChildIsKilledIsReadByAnother() throws IOException {
        byte[] slow = MadeFiles.manyPages(3_000);
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ParsedDocument> read =
                    CompletableFuture.supplyAsync(() -> unchecked(parser, "slow.pdf", slow), threads);
            killChildOtherThan(0, parser);

            assertThat(read.join().text()).contains("The wheel of mill 3000 turns.");
        }
    }

    @Test
    void aDocumentOverWhichTwoChildrenAreKilledFailsAlone() throws IOException {
        byte[] slow = MadeFiles.manyPages(10_000);
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<String> killed =
                    CompletableFuture.supplyAsync(() -> code(parser, "slow.pdf", slow), threads);
            killChildOtherThan(killChildOtherThan(0, parser), parser);

            assertThat(killed.join()).isEqualTo("document-parser-failed");
            assertThat(parse(parser, "a.docx", MadeFiles.docx(List.of("One."))).text())
                    .isEqualTo("One.");
        }
    }

    @Test
    void whatIsReadWhenTheParserIsClosedGetsNoVerdict() throws IOException {
        byte[] slow = MadeFiles.manyPages(10_000);
        TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ProblemException> ended =
                    CompletableFuture.supplyAsync(() -> problem(parser, "slow.pdf", slow), threads);
            await().atMost(LONG).until(() -> parser.children().size() == 1);
            parser.close();

            assertThat(ended.join().problem().code()).isEqualTo("parser-unavailable");
            assertThat(ended.join().problem().category()).isEqualTo(Category.UNAVAILABLE);
        }
    }

    @Test
    void aFreshChildDecidesWhenAUsedOneBreaksDown() throws IOException {
        try (TikaDocumentParser parser = with(Worn.class)) {
            parse(parser, "a.docx", MadeFiles.docx(List.of("One.")));
            List<Long> used = parser.children();

            assertThat(parse(parser, "b.docx", MadeFiles.docx(List.of("Two."))).text())
                    .isEqualTo("Read.");
            assertThat(parser.children()).hasSize(1).isNotEqualTo(used);
        }
    }

    @Test
    void aChildThatAnswersNonsenseFailsItsDocument() throws IOException {
        assertThat(code(with(Nonsense.class), "a.docx", MadeFiles.docx(List.of("One."))))
                .isEqualTo("document-parser-failed");
    }

    @Test
    void aFullDiskIsNoVerdictOnTheDocument() {
        for (IOException full : List.of(
                new IOException("No space left on device"), new FileSystemException("page-1.png", null, "full"))) {
            ProblemException problem =
                    Objects.requireNonNull(TikaReader.problemIn(new TikaException("while spooling", full)));

            assertThat(problem.problem().code()).isEqualTo("parser-unavailable");
            assertThat(problem.problem().category().retryable()).isTrue();
        }
        assertThat(TikaReader.problemIn(new IOException("the file is cut short")))
                .isNull();
    }

    @Test
    void endsAChildThatSaysMoreThanItMay() throws IOException {
        assertThat(code(with(Flood.class), "a.docx", MadeFiles.docx(List.of("One."))))
                .isEqualTo("document-parser-failed");
    }

    @Test
    void saysWhenNoChildCanBeStarted() throws IOException {
        ProblemException problem = problem(with(Object.class), "a.docx", MadeFiles.docx(List.of("One.")));

        assertThat(problem.problem().category()).isEqualTo(Category.UNAVAILABLE);
        assertThat(problem.problem().detail()).contains("exit code 1");
    }

    @Test
    void givesAChildNothingOfTheEnvironmentButWhatItNeeds() throws IOException {
        ProcessBuilder builder = ParserCommand.of(ParserSettings.DEFAULT).in(Path.of("."));

        assertThat(builder.environment()).containsKey("PATH").doesNotContainKeys("HOME", "USER", "MAVEN_OPTS");
        assertThat(builder.environment().keySet()).allMatch(ParserCommand.ENVIRONMENT::contains);
    }

    @Test
    void aChildEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();

            parent.destroyForcibly();

            await().atMost(LONG).until(() -> !child.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    /** A process that has read a document and waits. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws IOException {
            TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT);
            parse(parser, "a.docx", MadeFiles.docx(List.of("One.")));
            System.out.println(parser.children().getFirst());
            System.in.read();
        }
    }

    /** A child that is ready, and then announces two gigabytes. */
    static final class Flood {
        private Flood() {}

        public static void main(String[] arguments) throws IOException {
            System.out.write(new byte[] {0, 0, 0, 0, 127, -1, -1, -1});
            System.out.flush();
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    /** A child that reads one document, whatever it is, and breaks down over the second. */
    static final class Worn {
        private Worn() {}

        public static void main(String[] arguments) throws IOException {
            DataInputStream in = new DataInputStream(System.in);
            DataOutputStream out = new DataOutputStream(System.out);
            Frame.read(in, 1 << 20);
            Frame.write(out, ready -> {});
            ParserWire.Asked asked = ParserWire.request(Frame.read(in, 1 << 20));
            DocumentText text = new DocumentText(100);
            text.paragraph("Read.");
            Frame.write(
                    out,
                    answer -> ParserWire.document(text.document(asked.request(), "text/plain", "", Map.of()), answer));
            Frame.read(in, 1 << 20);
            System.exit(7);
        }
    }

    /** A child that is ready, answers with an empty frame, and lives on. */
    static final class Nonsense {
        private Nonsense() {}

        public static void main(String[] arguments) throws IOException {
            System.out.write(new byte[8]);
            System.out.flush();
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private static long killChildOtherThan(long before, TikaDocumentParser parser) {
        await().atMost(LONG)
                .until(() -> parser.children().size() == 1 && parser.children().getFirst() != before);
        long pid = parser.children().getFirst();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        return pid;
    }

    private static TikaDocumentParser with(Class<?> main) {
        ParserCommand command = new ParserCommand(
                ParserCommand.options(ParserSettings.DEFAULT), ParserCommand.classPath(), main.getName());
        return new TikaDocumentParser(ParserSettings.DEFAULT, command);
    }

    private static ParsedDocument parse(TikaDocumentParser parser, String name, byte[] content) throws IOException {
        return parser.parse(
                new ByteArrayInputStream(content),
                new ParseRequest("file:///docs/" + name, null, null, content.length));
    }

    private static ParsedDocument unchecked(TikaDocumentParser parser, String name, byte[] content) {
        try {
            return parse(parser, name, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemException problem(TikaDocumentParser parser, String name, byte[] content) {
        return catchThrowableOfType(ProblemException.class, () -> parse(parser, name, content));
    }

    private static String code(TikaDocumentParser parser, String name, byte[] content) {
        return problem(parser, name, content).problem().code();
    }
}
