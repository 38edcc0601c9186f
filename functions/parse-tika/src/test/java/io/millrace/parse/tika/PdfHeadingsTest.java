package io.millrace.parse.tika;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.util.Matrix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PdfHeadingsTest {

    private static final TikaDocumentParser PARSER = new TikaDocumentParser(
            new ParserSettings(ParseLimits.DEFAULT, OcrSettings.OFF, 1, 256, Duration.ofSeconds(20)));

    @AfterAll
    static void close() {
        PARSER.close();
    }

    @Test
    void takesLargerLinesForHeadingsTheLargerTheHigher() throws IOException {
        ParsedDocument parsed = parse(new Print()
                .line(24, false, "The mill")
                .line(16, false, "The race")
                .body(6)
                .line(13, false, "The gate")
                .body(5)
                .line(16, false, "The wheel")
                .body(4));

        assertThat(headings(parsed)).containsExactly("1:The mill", "2:The race", "3:The gate", "2:The wheel");
    }

    @Test
    void takesBoldLinesOfTheSameSizeForTheLowest() throws IOException {
        ParsedDocument parsed = parse(new Print()
                .line(16, true, "The race")
                .body(6)
                .line(11, true, "2 The gate")
                .body(6)
                .line(11, true, "Note:")
                .body(4));

        assertThat(headings(parsed)).containsExactly("1:The race", "2:2 The gate");
    }

    @Test
    void cutsTheParagraphBeforeAHeadingThatFollowsWithoutSpace() throws IOException {
        ParsedDocument parsed =
                parse(new Print().body(6).line(11, true, "Balance of the wheel").body(6));

        assertThat(parsed.blocks()).hasSize(3);
        assertThat(headings(parsed)).containsExactly("1:Balance of the wheel");
    }

    @Test
    void tellsLinesOfTheSameWordsApart() throws IOException {
        ParsedDocument parsed = parse(new Print()
                .line(16, false, "The race")
                .space(20)
                .line(11, false, "The race")
                .space(20)
                .body(8));

        assertThat(headings(parsed)).containsExactly("1:The race");
        assertThat(parsed.text()).startsWith("The race\n\nThe race");
    }

    @Test
    void joinsTheLinesOfOneHeading() throws IOException {
        ParsedDocument parsed = parse(new Print()
                .line(16, false, "How the water of the river comes to the")
                .line(16, false, "wheel of the mill")
                .body(6)
                .line(16, false, "The wheel")
                .space(20)
                .line(16, false, "The stones")
                .body(8));

        assertThat(headings(parsed))
                .containsExactly(
                        "1:How the water of the river comes to the wheel of the mill", "1:The wheel", "1:The stones");
    }

    @Test
    void leavesSentencesRowsItemsAndWhatIsTurnedAlone() throws IOException {
        ParsedDocument parsed = parse(new Print()
                .body(6)
                .line(16, false, "Never open the gate by night.")
                .body(6)
                .row(11, "Wheel", "Diameter", "Turns")
                .body(6)
                .line(11, true, "- a bold item")
                .body(4)
                .turned(20, "Draft of the mill"));

        assertThat(headings(parsed)).isEmpty();
    }

    @Test
    void findsNoneWhereMostIsBoldOrHalfIsLarge() throws IOException {
        Print bold = new Print();
        Print slides = new Print();
        for (int i = 0; i < 6; i++) {
            bold.line(11, true, "The wheel turns " + i + " times").space(14).line(11, false, "It stops");
            slides.line(20, false, "The wheel " + i).line(11, false, "It turns " + i + " times");
        }

        assertThat(headings(parse(bold))).isEmpty();
        assertThat(headings(parse(slides))).isEmpty();
    }

    @Test
    void namesNoDocumentAfterThem() throws IOException {
        assertThat(parse(new Print().line(24, false, "The mill").body(8)).title())
                .isEqualTo("a.pdf");
    }

    private static ParsedDocument parse(Print print) throws IOException {
        byte[] pdf = print.pdf();
        return PARSER.parse(new ByteArrayInputStream(pdf), new ParseRequest("file:///a.pdf", null, null, pdf.length));
    }

    private static List<String> headings(ParsedDocument parsed) {
        return parsed.blocks().stream()
                .filter(Block.Heading.class::isInstance)
                .map(Block.Heading.class::cast)
                .map(heading -> heading.level() + ":" + heading.span().of(parsed.text()))
                .toList();
    }

    /** A page on which lines are set one below the other. */
    private static final class Print {

        private static final float LEFT = 72;

        private final PDDocument document = new PDDocument();
        private final PDPageContentStream content;
        private float y = 740;

        Print() throws IOException {
            PDPage page = new PDPage();
            document.addPage(page);
            content = new PDPageContentStream(document, page);
        }

        Print line(float size, boolean bold, String text) throws IOException {
            y -= 1.2f * size;
            show(size, bold, LEFT, text);
            return this;
        }

        Print space(float points) {
            y -= points;
            return this;
        }

        Print body(int lines) throws IOException {
            for (int i = 0; i < lines; i++) {
                line(11, false, "water flows down the race to the wheel and never stops before the gate is closed");
            }
            return this;
        }

        Print row(float size, String... cells) throws IOException {
            y -= 1.2f * size;
            for (int i = 0; i < cells.length; i++) {
                show(size, true, LEFT + 120 * i, cells[i]);
            }
            return this;
        }

        Print turned(float size, String text) throws IOException {
            content.beginText();
            content.setFont(new PDType1Font(FontName.HELVETICA), size);
            content.setTextMatrix(Matrix.getRotateInstance(Math.PI / 2, 40, 300));
            content.showText(text);
            content.endText();
            return this;
        }

        private void show(float size, boolean bold, float x, String text) throws IOException {
            content.beginText();
            content.setFont(new PDType1Font(bold ? FontName.HELVETICA_BOLD : FontName.HELVETICA), size);
            content.newLineAtOffset(x, y);
            content.showText(text);
            content.endText();
        }

        byte[] pdf() throws IOException {
            content.close();
            try (document) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                document.save(out);
                return out.toByteArray();
            }
        }
    }
}
