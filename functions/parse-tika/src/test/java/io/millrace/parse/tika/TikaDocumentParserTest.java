package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TikaDocumentParserTest {

    private static final TikaDocumentParser PARSER = new TikaDocumentParser(ParserSettings.DEFAULT);

    @Nested
    class Structure {

        @Test
        void joinsTheLinesOfAParagraphOfPlainText() throws IOException {
            ParsedDocument parsed = parse(
                    "mill.txt",
                    "The water of a mill race turns the wheel only while it flo-\nws, and then the wheel turns the stone that grinds the\ncorn.\n\n- one\n- two\n");

            assertThat(blocks(parsed))
                    .containsExactly(
                            "Paragraph:The water of a mill race turns the wheel only while it flows, and then the wheel turns the stone that grinds the corn.",
                            "ListItem:- one",
                            "ListItem:- two");
            assertThat(parsed.title()).isEqualTo("mill.txt");
        }

        @Test
        void readsHeadingsBetweenEqualsSignsInPlainText() throws IOException {
            ParsedDocument parsed = parse("mill.txt", "= The mill =\nWater turns it.\n== Wheel ==\nIt is of oak.\n");

            assertThat(blocks(parsed))
                    .containsExactly(
                            "Heading:The mill",
                            "Paragraph:Water turns it.",
                            "Heading:Wheel",
                            "Paragraph:It is of oak.");
        }

        @Test
        void readsMarkdown() throws IOException {
            ParsedDocument parsed = parse(
                    "a.md",
                    "---\ntitle: \"From front matter\"\n---\n# One\n\nSome *text* with a [link](https://example.org).\n\n1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```java\nint a = 1;\n```\n");

            assertThat(parsed.title()).isEqualTo("From front matter");
            assertThat(blocks(parsed))
                    .containsExactly(
                            "Heading:One",
                            "Paragraph:Some text with a link.",
                            "ListItem:1. first",
                            "ListItem:2. second",
                            "Table:| a | b |\n|-|-|\n| 1 | 2 |",
                            "Code:int a = 1;");
        }

        @Test
        void readsHtmlWithoutScriptsAndNavigation() throws IOException {
            ParsedDocument parsed = parse(
                    "a.html",
                    "<html><head><title>Mills</title><script>var x</script></head><body><nav>Home</nav><h2>Race</h2><div>Water\n flows.<br>Fast.</div><ul><li>one</li></ul><table><tr><th>k</th><th>v</th></tr><tr><td>a</td><td>b</td></tr></table><pre>x\n  y</pre></body></html>");

            assertThat(parsed.title()).isEqualTo("Mills");
            assertThat(blocks(parsed))
                    .containsExactly(
                            "Heading:Race",
                            "Paragraph:Water flows.\nFast.",
                            "ListItem:one",
                            "Table:| k | v |\n|-|-|\n| a | b |",
                            "Code:x\n  y");
        }

        @Test
        void numbersTheItemsOfAnOrderedListAndReadsWhatStandsForAnImage() throws IOException {
            ParsedDocument parsed = parse(
                    "a.html",
                    "<ol start=3><li>c</li><li value=7>d</li><li>e</li></ol><p>A <img src=x alt='tall wheel'>.</p>");

            assertThat(blocks(parsed))
                    .containsExactly("ListItem:3. c", "ListItem:7. d", "ListItem:8. e", "Paragraph:A tall wheel .");
        }

        @Test
        void readsRowsOfCsvWithTheirHeaders() throws IOException {
            ParsedDocument parsed = parse("a.csv", "name;age\n\"Smith; Ann\";42\nBob;\n");

            assertThat(parsed.text()).isEqualTo("name: Smith; Ann; age: 42\nname: Bob");
        }

        @Test
        void readsJsonAsPathsAndValues() throws IOException {
            ParsedDocument parsed = parse(
                    "a.json", "{\"mill\": {\"wheels\": [{\"name\": \"big\"}, {\"name\": \"small\"}], \"open\": true}}");

            assertThat(parsed.text())
                    .contains("mill.wheels[0].name: big", "mill.wheels[1].name: small", "mill.open: true");
        }

        @Test
        void keepsTheEndOfALongPathInJson() throws IOException {
            String name = "k".repeat(1_000);

            assertThat(parse("a.json", "{\"" + name + "\": {\"wheel\": 3}}").text())
                    .isEqualTo("…" + "k".repeat(244) + ".wheel: 3");
        }

        @Test
        void takesJsonThatIsBrokenAsLines() throws IOException {
            assertThat(parse("a.json", "{\"mill\": tru").text()).isEqualTo("{\"mill\": tru");
        }

        @Test
        void readsPdfWithPagesAndTheHeadingsOfItsOutline() throws IOException {
            byte[] pdf = MadeFiles.pdf(
                    List.of(
                            List.of(
                                    "The race",
                                    "Water flows down the race and it never stops be-",
                                    "fore the gate is closed by the miller."),
                            List.of("The wheel", "It turns.")),
                    List.of("The race", "The wheel"));

            ParsedDocument parsed = parse("a.pdf", pdf);

            assertThat(blocks(parsed))
                    .containsExactly(
                            "Heading:The race",
                            "Paragraph:Water flows down the race and it never stops before the gate is closed by the miller.",
                            "Heading:The wheel",
                            "Paragraph:It turns.");
            assertThat(parsed.blocks()).extracting(Block::page).containsExactly(1, 1, 2, 2);
        }

        /** Tika makes a paragraph of every line there. */
        @Test
        void joinsTheLinesOfAPdfWithWideSpacing() throws IOException {
            byte[] pdf = MadeFiles.pdf(
                    List.of(List.of(
                            "Balance Billing Protection",
                            "We know that medical costs can be confusing, which is why the plan has",
                            "a protection from balance billing, meaning that you are protected from",
                            "unexpected costs when you visit in-network providers.",
                            "What is an in-network provider?",
                            "One that has agreed to the terms. Ask whether your provider is an in-",
                            "network one before you visit, since others may bill you for the differ-",
                            "ence. A list of providers is on the site. Before you go:",
                            "• Look whether the provider is on the list, since that may change from",
                            "one month to the next.",
                            "• Call.",
                            "An out-of-network provider is one that has not agreed to any terms, so",
                            "no price is known before. What you are asked to pay to such an out-of-",
                            "network provider is yours to pay, and so is what any other that is out-",
                            "of-network asks.")),
                    List.of(),
                    24);

            assertThat(blocks(parse("a.pdf", pdf)))
                    .containsExactly(
                            "Paragraph:Balance Billing Protection",
                            "Paragraph:We know that medical costs can be confusing, which is why the plan has a protection from balance billing, meaning that you are protected from unexpected costs when you visit in-network providers.",
                            "Paragraph:What is an in-network provider?",
                            "Paragraph:One that has agreed to the terms. Ask whether your provider is an in-network one before you visit, since others may bill you for the difference. A list of providers is on the site. Before you go:",
                            "ListItem:• Look whether the provider is on the list, since that may change from one month to the next.",
                            "ListItem:• Call.",
                            "Paragraph:An out-of-network provider is one that has not agreed to any terms, so no price is known before. What you are asked to pay to such an out-of-network provider is yours to pay, and so is what any other that is out-of-network asks.");
        }

        @Test
        void readsDocx() throws IOException {
            assertThat(parse("a.docx", MadeFiles.docx(List.of("One.", "Two."))).text())
                    .isEqualTo("One.\n\nTwo.");
        }

        @Test
        void readsXlsxWithSheetsAsPages() throws IOException {
            ParsedDocument parsed = parse(
                    "a.xlsx", MadeFiles.xlsx("Mills", List.of(List.of("name", "wheels"), List.of("Old mill", "two"))));

            assertThat(blocks(parsed))
                    .containsExactly("Heading:Mills", "Table:| name | wheels |\n|-|-|\n| Old mill | two |");
            assertThat(parsed.blocks().getLast().page()).isEqualTo(1);
        }

        @Test
        void readsMailWithItsHeadersAndAttachments() throws IOException {
            ParsedDocument parsed = parse("a.eml", """
                    From: Ann <ann@example.org>
                    To: Bob <bob@example.org>
                    Subject: The mill
                    MIME-Version: 1.0
                    Content-Type: multipart/mixed; boundary=x

                    --x
                    Content-Type: text/html; charset=utf-8

                    <html><body><p>See the
                    attachment.</p></body></html>
                    --x
                    Content-Type: text/plain; name=notes.txt
                    Content-Disposition: attachment; filename=notes.txt

                    The wheel is broken.
                    --x--
                    """);

            assertThat(parsed.title()).isEqualTo("The mill");
            assertThat(parsed.text())
                    .contains(
                            "From: Ann <ann@example.org>",
                            "Subject: The mill",
                            "See the attachment.",
                            "notes.txt",
                            "The wheel is broken.");
        }

        @Test
        void readsTextInOtherEncodings() throws IOException {
            String text =
                    "Über den Mühlbach führt eine schmale Brücke, und das Wasser fließt schnell darunter hindurch.";

            assertThat(parse("a.txt", text.getBytes(Charset.forName("windows-1252")))
                            .text())
                    .isEqualTo(text);
            assertThat(parse("b.txt", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE))
                            .text())
                    .isEqualTo(text);
        }

        /** Too little to guess from, and HTML that says something else of itself. */
        @ParameterizedTest
        @CsvSource({
            "text/html; charset=ISO-8859-1, windows-1252",
            "text/html;Charset=\"windows-1252\", windows-1252",
            "text/plain; charset=latin1, ISO-8859-1",
            "text/html; charset=windows-1251, windows-1251",
            "text/plain; charset=koi8-r, KOI8-R",
            "text/html; charset=ISO-2022-JP, ISO-2022-JP",
            "text/html; charset=shift_jis, Shift_JIS",
        })
        void theDeclaredCharsetIsEnough(String declared, String charset) throws IOException {
            String word = Objects.requireNonNull(Map.of(
                            "windows-1251", "Мельница",
                            "KOI8-R", "Мельница",
                            "ISO-2022-JP", "水車小屋",
                            "Shift_JIS", "水車小屋",
                            "windows-1252", "„Mühle“",
                            "ISO-8859-1", "Mühle")
                    .get(charset));
            String text = declared.startsWith("text/html")
                    ? "<html><head><meta charset=utf-16be></head><body><p>" + word + "</p></body></html>"
                    : word;

            assertThat(parse("a", text.getBytes(Charset.forName(charset)), declared)
                            .text())
                    .isEqualTo(word);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 60_000})
        void utf8IsUtf8WhateverIsDeclared(int times) throws IOException {
            String text = "Über den Mühlbach. ".repeat(times).strip();

            assertThat(parse("a.txt", text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=ISO-8859-1")
                            .text())
                    .isEqualTo(text);
        }

        @Test
        void aCharsetThatIsUnknownOrDoesNotFitIsNotUsed() throws IOException {
            String text =
                    "Über den Mühlbach führt eine schmale Brücke, und das Wasser fließt schnell darunter hindurch.";
            byte[] bytes = text.getBytes(Charset.forName("windows-1252"));

            assertThat(parse("a.txt", bytes, "text/plain; charset=utf-8").text())
                    .isEqualTo(text);
            assertThat(parse("a.txt", bytes, "text/plain; charset=nothing-known")
                            .text())
                    .isEqualTo(text);
        }

        @ParameterizedTest
        @CsvSource({
            "a.md, binary/octet-stream, text/markdown",
            "a.md, application/x-www-form-urlencoded, text/markdown",
            "a.md, text/x-other, text/markdown",
            "a.html, text/plain, text/html",
            "a.js, application/javascript, text/plain",
            "a.md, text/html, text/html",
            "a, text/markdown; charset=utf-8, text/markdown",
        })
        void aDeclaredTypeThatSaysLittleYieldsToTheName(String name, String declared, String read) throws IOException {
            assertThat(parse(name, "# One\n\ntext".getBytes(StandardCharsets.UTF_8), declared)
                            .contentType())
                    .isEqualTo(read);
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", "text/plain; charset=utf-8", "message/rfc822", "binary/octet-stream"})
        void mailIsMailWhateverIsSaidOfIt(String declared) throws IOException {
            byte[] mail = "From: Ann <ann@example.org>\r\nSubject: =?utf-8?Q?The_m=C3=BChle?=\r\n\r\nIt turns.\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

            assertThat(parse("a.eml", mail, declared).title()).isEqualTo("The mühle");
        }

        @Test
        void coloursOfATerminalMakeNoOtherCharset() throws IOException {
            String text =
                    "\u001b[31mÜber\u001b[0m den Mühlbach führt eine schmale Brücke, und das Wasser fließt schnell"
                            + " darunter hindurch, wie es seit vielen Jahren fließt.";

            assertThat(parse("a.log", text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=ISO-8859-1")
                            .text())
                    .contains("Mühlbach");
        }

        @Test
        void readsAFileWhereItLies(@TempDir Path folder) throws IOException {
            Path file = Files.write(folder.resolve("a.docx"), MadeFiles.docx(List.of("One.")));

            ParsedDocument parsed =
                    PARSER.parse(file, new ParseRequest("file:///a.docx", null, null, Files.size(file)));

            assertThat(parsed.text()).isEqualTo("One.");
            assertThat(file).exists();
        }

        @Test
        void prefersTheDeclaredTitle() throws IOException {
            ParsedDocument parsed = PARSER.parse(
                    new ByteArrayInputStream("# One\n\ntext".getBytes(StandardCharsets.UTF_8)),
                    new ParseRequest("file:///a.md", "text/markdown", "Declared", -1));

            assertThat(parsed.title()).isEqualTo("Declared");
        }
    }

    @Nested
    class Verdicts {

        @Test
        void rejectsAnEmptyFile() {
            assertThat(code("a.txt", new byte[0])).isEqualTo("document-empty");
            assertThat(code("a.md", " \n\t\n".getBytes(StandardCharsets.UTF_8))).isEqualTo("document-empty");
        }

        @Test
        void rejectsAnEncryptedPdf() throws IOException {
            assertThat(code("a.pdf", MadeFiles.encryptedPdf())).isEqualTo("document-encrypted");
        }

        @Test
        void rejectsAPdfThatIsEncryptedForTheHolderOfACertificate() {
            assertThat(code("a.pdf", MadeFiles.pdfForACertificate())).isEqualTo("document-encrypted");
        }

        @Test
        void tellsAScannedPdfFromAnEmptyOne() throws IOException {
            ParserSettings without =
                    new ParserSettings(ParseLimits.DEFAULT, OcrSettings.OFF, 1, 128, Duration.ofSeconds(20));
            try (TikaDocumentParser parser = new TikaDocumentParser(without)) {
                assertThat(code(parser, "a.pdf", MadeFiles.scannedPdf())).isEqualTo("document-needs-ocr");
            }
            assertThat(code("a.pdf", MadeFiles.emptyPdf(2))).isEqualTo("document-empty");
        }

        @Test
        void rejectsABrokenDocx() throws IOException {
            byte[] docx = MadeFiles.docx(List.of("One."));

            assertThat(code("a.docx", Arrays.copyOf(docx, docx.length / 3))).isEqualTo("document-broken");
        }

        @Test
        void rejectsABrokenPdf() {
            assertThat(code("a.pdf", "%PDF-1.7\nnothing here".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("document-broken");
        }

        @Test
        void rejectsADocxThatUnpacksToFarMoreThanItsSize() throws IOException {
            assertThat(code("a.docx", MadeFiles.docxBomb(4_000_000))).isEqualTo("document-bomb");
        }

        @Test
        void rejectsBinaryBytesWithTheNameOfText() {
            byte[] bytes = new byte[5000];
            new Random(7).nextBytes(bytes);

            assertThat(code("a.txt", bytes)).isEqualTo("document-binary");
            assertThat(code("a.txt", new byte[100])).isEqualTo("document-binary");
        }

        @Test
        void rejectsATypeThatNobodyReads() {
            byte[] gif = {'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0, ';'};

            assertThat(code("a.gif", gif)).isEqualTo("document-unsupported");
        }

        @Test
        void rejectsMoreBytesThanTheLimitWithoutReadingThem() throws IOException {
            // Reading a closed stream fails otherwise.
            InputStream unread = InputStream.nullInputStream();
            unread.close();

            ProblemException problem = catchThrowableOfType(
                    ProblemException.class,
                    () -> PARSER.parse(unread, new ParseRequest("file:///a.pdf", null, null, 2L << 30)));

            assertThat(problem.problem().category()).isEqualTo(Category.TOO_LARGE);
        }

        @Test
        void rejectsMoreBytesThanTheLimitWhenTheSizeWasNotKnown() {
            ParseLimits small = new ParseLimits(3L << 20, 5_000_000, Duration.ofSeconds(10), 10, 10, 3, 100);

            assertThat(code(new TikaDocumentParser(ParserSettings.DEFAULT.with(small)), "a.bin", new byte[4 << 20]))
                    .isEqualTo("document-too-large");
        }

        @Test
        void rejectsMorePagesThanTheLimit() throws IOException {
            ParseLimits small = new ParseLimits(3L << 20, 5_000_000, Duration.ofSeconds(10), 10, 10, 3, 100);

            assertThat(code(
                            new TikaDocumentParser(ParserSettings.DEFAULT.with(small)),
                            "a.pdf",
                            MadeFiles.emptyPdf(11)))
                    .isEqualTo("document-too-large");
        }

        @Test
        void rejectsMoreTextThanTheLimit() {
            ParseLimits small = new ParseLimits(3L << 20, 1_000, Duration.ofSeconds(10), 10, 10, 3, 100);

            assertThat(code(
                            new TikaDocumentParser(ParserSettings.DEFAULT.with(small)),
                            "a.txt",
                            "word ".repeat(300).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("document-too-large");
        }

        @Test
        void doesNotReadFilesThatXmlNames() throws IOException {
            String xml =
                    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>before &x; after</a>";

            String text;
            try {
                text = parse("a.xml", xml).text();
            } catch (ProblemException e) {
                text = "";
            }

            assertThat(text).doesNotContain("root:");
        }
    }

    private static ParsedDocument parse(String name, String content) throws IOException {
        return parse(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static ParsedDocument parse(String name, byte[] content) throws IOException {
        return PARSER.parse(
                new ByteArrayInputStream(content),
                new ParseRequest("file:///docs/" + name, null, null, content.length));
    }

    private static ParsedDocument parse(String name, byte[] content, String declared) throws IOException {
        return PARSER.parse(
                new ByteArrayInputStream(content),
                new ParseRequest("file:///docs/" + name, declared, null, content.length));
    }

    private static String code(String name, byte[] content) {
        return code(PARSER, name, content);
    }

    private static String code(TikaDocumentParser parser, String name, byte[] content) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> parser.parse(
                                new ByteArrayInputStream(content),
                                new ParseRequest("file:///docs/" + name, null, null, -1)))
                .problem()
                .code();
    }

    private static List<String> blocks(ParsedDocument parsed) {
        return parsed.blocks().stream()
                .map(block ->
                        block.getClass().getSimpleName() + ":" + block.span().of(parsed.text()))
                .toList();
    }
}
