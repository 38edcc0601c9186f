package io.millrace.parse.tika;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were made to do harm. None of them reads a file, opens a connection, or keeps the next document from being read. */
class HostileFilesTest {

    private static final String SECRET = "the-secret-of-the-miller";
    private static final TikaDocumentParser PARSER = new TikaDocumentParser(ParserSettings.DEFAULT);
    private static final AtomicInteger CALLS = new AtomicInteger();

    private static HttpServer server;

    @TempDir
    static Path outside;

    @BeforeAll
    static void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            CALLS.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        Files.writeString(outside.resolve("secret.txt"), SECRET);
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        PARSER.close();
    }

    @AfterEach
    void theNextDocumentIsReadAndNobodyWasCalled() throws IOException {
        assertThat(read("next.docx", MadeFiles.docx(List.of("The next one."))).text())
                .isEqualTo("The next one.");
        assertThat(CALLS).hasValue(0);
    }

    @Test
    void aDocxThatUnpacksToAHundredTimesItsSize() throws IOException {
        assertThat(outcome("bomb.docx", MadeFiles.docxBomb(30_000_000))).isIn("document-bomb", "document-too-large");
    }

    @Test
    void aDocxWithinADocxAHundredDeep() throws IOException {
        byte[] nested = MadeFiles.docx(List.of("The innermost."));
        for (int i = 0; i < 100; i++) {
            nested = MadeFiles.withEmbedded(MadeFiles.docx(List.of("Level " + i + ".")), nested);
        }

        ParsedDocument outermost = read("nested.docx", nested);

        assertThat(outermost.text()).contains("Level 99.", "Level 96.").doesNotContain("Level 90.", "The innermost.");
    }

    @Test
    void aMailWithinAMailAHundredDeep() throws IOException {
        String mail = "Subject: innermost\n\nThe innermost.\n";
        for (int i = 0; i < 100; i++) {
            mail = """
                    Subject: level %1$d
                    MIME-Version: 1.0
                    Content-Type: multipart/mixed; boundary=b%1$d

                    --b%1$d
                    Content-Type: text/plain

                    Level %1$d.
                    --b%1$d
                    Content-Type: message/rfc822

                    %2$s
                    --b%1$d--
                    """.formatted(i, mail);
        }

        assertThat(outcome("nested.eml", mail.getBytes(UTF_8))).isIn("parsed", "document-broken", "document-bomb");
    }

    @Test
    void aBillionLaughs() throws IOException {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"laugh \">");
        for (int i = 1; i < 12; i++) {
            xml.append("<!ENTITY e%d \"%s\">".formatted(i, ("&e" + (i - 1) + ";").repeat(10)));
        }
        xml.append("]><a>&e11;</a>");

        try {
            assertThat(read("laughs.xml", xml.toString().getBytes(UTF_8)).text().length())
                    .isLessThan(1_000_000);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).startsWith("document-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "html", "fodt", "svg"})
    void anEntityThatNamesAFileOrAnAddress(String extension) {
        for (String target : List.of(outside.resolve("secret.txt").toUri().toString(), address() + "secret")) {
            String xml =
                    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"%s\"><!ENTITY %% y SYSTEM \"%s\"> %%y;]><a><p>before &x; after</p></a>"
                            .formatted(target, target);

            assertReadsNothingOutside("a." + extension, xml.getBytes(UTF_8));
        }
    }

    @Test
    void aDocxWhoseXmlNamesAFileOrAnAddress() throws IOException {
        for (String target : List.of(outside.resolve("secret.txt").toUri().toString(), address() + "secret")) {
            byte[] docx = MadeFiles.docxWith(
                    "word/document.xml",
                    document -> document.replaceFirst("\\?>", "?><!DOCTYPE d [<!ENTITY x SYSTEM \"" + target + "\">]>")
                            .replace("SEED", "before &x; after"));

            assertReadsNothingOutside("a.docx", docx);
        }
    }

    @Test
    void anHtmlPageThatWantsPartsFromElsewhere() {
        String html = """
                <html><head><base href="%1$s"><link rel="stylesheet" href="%1$sa.css"><meta http-equiv="refresh" content="0;url=%1$sb"></head>
                <body><p>Text.</p><img src="%1$sc.png"><iframe src="%2$s"></iframe><object data="%1$sd"></object></body></html>
                """.formatted(address(), outside.resolve("secret.txt").toUri());

        assertReadsNothingOutside("a.html", html.getBytes(UTF_8));
    }

    @Test
    void aPdfOfTenThousandPages() throws IOException {
        ParsedDocument read = read("long.pdf", MadeFiles.manyPages(10_000));

        assertThat(read.blocks().getLast().page()).isEqualTo(10_000);
        assertThat(outcome("longer.pdf", MadeFiles.emptyPdf(10_001))).isEqualTo("document-too-large");
    }

    @Test
    void aSparseFileOfAGigabyte(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sparse.pdf");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        for (long bytes : new long[] {1L << 30, -1}) {
            try (InputStream content = Files.newInputStream(file)) {
                assertThat(outcome(content, new ParseRequest(file.toUri().toString(), null, null, bytes)))
                        .isEqualTo("document-too-large");
            }
        }
    }

    /** What is read in this process is bounded by its size alone; these are the worst that were found for each format. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "md:[",
                "md:*a_ ",
                "md:> ",
                "md:- ",
                "md:|a",
                "md:`",
                "md:1. a\n",
                "md:<table><tr><td>\n",
                "md:<div>",
                "md:![a](",
                "md:[a]: b\n",
                "md:\\",
                "md:[a]: <b\n",
                "md:**a ",
                "md:>\n- a\n",
                "html:<div>",
                "html:<table><tr><td>",
                "html:<",
                "csv:\"",
                "csv:,",
                "csv:a\n",
                "json:[",
                "json:{\"a\":",
                "log:\n",
                "txt:= ",
                "txt:- a\n",
                "txt:-\n \n"
            })
    void asMuchOfTheSameAsIsReadInThisProcess(String repeated) {
        int colon = repeated.indexOf(':');
        String unit = repeated.substring(colon + 1);
        int bytes = repeated.startsWith("html") ? 256 << 10 : repeated.startsWith("md") ? 64 << 10 : 1_000_000;
        byte[] content = unit.repeat(bytes / unit.length()).getBytes(UTF_8);
        long start = System.nanoTime();

        outcome("a." + repeated.substring(0, colon), content);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    /** Names that a text has once, and what is made of it again and again. */
    @ParameterizedTest
    @ValueSource(strings = {"k", "\u200B", " "})
    void jsonWithALongPathBeforeEachValue(String character) {
        String name = character.repeat(49_000);
        byte[] content = ("{\"" + name + "\":[" + "1,".repeat(200_000) + "1]}").getBytes(UTF_8);
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();

        outcome("a.json", content);

        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(4L << 30);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void csvWithALongNameOfWhichNothingIsRead() {
        byte[] content = ("\u200B".repeat(250_000) + ",b\n" + "1,2\n".repeat(60_000)).getBytes(UTF_8);
        assertReadsInTime("a.csv", content);
    }

    @Test
    void linesThatMakeALongWord() {
        assertReadsInTime("a.txt", ("a".repeat(40) + "-\n").repeat(24_000).getBytes(UTF_8));
        assertReadsInTime(
                "a.txt",
                ("a".repeat(24) + "1a-\n" + "b".repeat(40) + "\n")
                        .repeat(14_000)
                        .getBytes(UTF_8));
    }

    @Test
    void aHeadingThatDoesNotEnd() {
        assertReadsInTime("a.txt", ("= a" + " ".repeat(1_000_000) + "b").getBytes(UTF_8));
    }

    @Test
    void aListOfTwoHundredThousandItems() {
        assertReadsInTime("a.md", "1. a\n".repeat(200_000).getBytes(UTF_8));
    }

    /** A table of a hundred million cells, since short rows are filled up, and two billion steps. */
    @Test
    void whatCostsTooMuchIsNotReadInThisProcess() {
        String wide = "|a".repeat(6_000) + "|\n" + "|-".repeat(6_000) + "|\n" + "a\n".repeat(18_000);

        assertThat(MarkdownReader.isCostly(wide)).isTrue();
        assertThat(MarkdownReader.isCostly("<".repeat(60_000))).isTrue();
        assertThat(MarkdownReader.isCostly("| a | b | <br> |\n".repeat(3_500))).isFalse();
    }

    @Test
    void markdownThatIsLargeIsReadInAChild() throws IOException {
        byte[] content = "A line of text.\n\n".repeat(5_000).getBytes(UTF_8);
        try (TikaDocumentParser parser = new TikaDocumentParser(ParserSettings.DEFAULT)) {
            parser.parse(
                    new ByteArrayInputStream(content), new ParseRequest("file:///a.md", null, null, content.length));
            assertThat(parser.children()).hasSize(1);
        }
    }

    @Test
    void aTitleOfManyQuotes() {
        assertReadsInTime("a.md", ("---\ntitle: " + "' ".repeat(8_000) + "x\n---\nText.\n").getBytes(UTF_8));
    }

    private static void assertReadsInTime(String name, byte[] content) {
        long start = System.nanoTime();

        assertThat(outcome(name, content)).isEqualTo("parsed");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private static String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private static void assertReadsNothingOutside(String name, byte[] content) {
        try {
            assertThat(read(name, content).text().toLowerCase(Locale.ROOT)).doesNotContain(SECRET);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).startsWith("document-");
            assertThat(e.problem().detail()).doesNotContain(SECRET);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ParsedDocument read(String name, byte[] content) throws IOException {
        return PARSER.parse(
                new ByteArrayInputStream(content),
                new ParseRequest("file:///docs/" + name, null, null, content.length));
    }

    private static String outcome(String name, byte[] content) {
        return outcome(
                new ByteArrayInputStream(content),
                new ParseRequest("file:///docs/" + name, null, null, content.length));
    }

    private static String outcome(InputStream content, ParseRequest request) {
        try {
            PARSER.parse(content, request);
            return "parsed";
        } catch (ProblemException e) {
            return e.problem().code();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
