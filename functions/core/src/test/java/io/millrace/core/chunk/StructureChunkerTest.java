package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StructureChunkerTest {

    private static final String DOCUMENT = "0123456789abcdef0123456789abcdef";

    private final PieceCounter counter = new PieceCounter();
    private final StructureChunker chunker = new StructureChunker(counter, ChunkSettings.DEFAULT);

    @Test
    void keepsShortTextWhole() {
        List<Chunk> chunks = chunker.chunk(
                DOCUMENT,
                new Documents()
                        .paragraph("Water turns the wheel. The wheel mills.")
                        .titled("Mill"));

        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().text()).isEqualTo("Water turns the wheel. The wheel mills.");
        assertThat(chunks.getFirst().sentences().stream()
                        .map(span -> span.of(chunks.getFirst().text())))
                .containsExactly("Water turns the wheel.", "The wheel mills.");
    }

    @Test
    void fillsTheWindowWithEveryChunkButTheLast() {
        List<Chunk> chunks =
                chunker.chunk(DOCUMENT, new Documents().paragraph(sentences(30)).titled(""));

        assertThat(chunks).hasSize(2);
        assertThat(PieceCounter.tokens(chunks.getFirst().text())).isBetween(240, 254);
    }

    @Test
    void cutsALongDocumentIntoPassagesOfAboutOneLength() {
        List<Chunk> chunks = chunker.chunk(
                DOCUMENT, new Documents().paragraph(sentences(100)).titled(""));

        assertThat(chunks)
                .allSatisfy(
                        chunk -> assertThat(PieceCounter.tokens(chunk.text())).isBetween(100, 150));
    }

    @Test
    void cutsALongDocumentBetweenParagraphsRatherThanInsideThem() {
        Documents document = new Documents();
        IntStream.range(0, 12).forEach(i -> document.paragraph(sentences(7)));

        assertThat(chunker.chunk(DOCUMENT, document.titled("")))
                .allSatisfy(chunk -> assertThat(chunk.text()).isIn(sentences(7), sentences(7) + "\n\n" + sentences(7)));
    }

    @Test
    void keepsToTheWindowWithTitleAndHeadingsCounted() {
        ParsedDocument document = new Documents()
                .heading(1, "A heading of several words about water and wheels")
                .heading(2, "Another one about the miller and his daughter")
                .paragraph(sentences(120))
                .titled("The whole book of the mill, its race, and the water in it");

        List<Chunk> chunks = chunker.chunk(DOCUMENT, document);

        assertThat(chunks).hasSizeGreaterThan(4);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.headings()).hasSize(2);
            assertThat(PieceCounter.tokens(
                            PassageText.of(document.title(), chunk).text()))
                    .isLessThanOrEqualTo(254);
        });
    }

    @Test
    void neverCrossesSections() {
        ParsedDocument document = new Documents()
                .heading(1, "One")
                .paragraph(sentences(6))
                .heading(1, "Two")
                .paragraph(sentences(6))
                .titled("Mill");

        assertThat(chunker.chunk(DOCUMENT, document))
                .extracting(Chunk::headings)
                .containsExactly(List.of("One"), List.of("Two"));
    }

    @Test
    void joinsTinySectionsUnderTheirCommonHeading() {
        ParsedDocument document = new Documents()
                .heading(1, "Exit codes")
                .heading(2, "Zero")
                .paragraph("Done.")
                .heading(2, "One")
                .paragraph("Failed.")
                .titled("Mill");

        List<Chunk> chunks = chunker.chunk(DOCUMENT, document);

        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().headings()).containsExactly("Exit codes");
        assertThat(chunks.getFirst().text()).isEqualTo("Zero\n\nDone.\n\nOne\n\nFailed.");
    }

    @Test
    void keepsAHeadingWithoutTextBelowAsText() {
        ParsedDocument document = new Documents()
                .heading(1, "Part")
                .heading(2, "To be written some day")
                .heading(1, "Other part")
                .paragraph(sentences(6))
                .titled("Mill");

        List<Chunk> chunks = chunker.chunk(DOCUMENT, document);

        assertThat(chunks).hasSize(2);
        assertThat(chunks.getFirst().text()).isEqualTo("To be written some day");
        assertThat(chunks.getFirst().headings()).containsExactly("Part");
    }

    @Test
    void leavesOuterHeadingsOutWhenTheContextIsFull() {
        ParsedDocument document = new Documents()
                .heading(1, words(40))
                .heading(2, words(40))
                .heading(3, "inner")
                .paragraph(sentences(6))
                .titled("Mill");

        assertThat(chunker.chunk(DOCUMENT, document).getFirst().headings()).containsExactly(words(40), "inner");
    }

    @Test
    void takesAHeadingLongerThanTheContextAsText() {
        ParsedDocument document =
                new Documents().heading(1, words(80)).paragraph(sentences(6)).titled("Mill");

        Chunk chunk = chunker.chunk(DOCUMENT, document).getFirst();

        assertThat(chunk.headings()).isEmpty();
        assertThat(chunk.text()).startsWith(words(80));
    }

    @Test
    void keepsATableWholeAndCutsOneThatIsTooLongBetweenRows() {
        String rows =
                IntStream.range(0, 20).mapToObj(i -> "| row " + i + " | four |").collect(Collectors.joining("\n"));
        String longer = IntStream.range(0, 90)
                .mapToObj(i -> "| line " + i + " | four |")
                .collect(Collectors.joining("\n"));

        ParsedDocument document = new Documents()
                .paragraph(sentences(18))
                .table(rows)
                .heading(1, "Longer")
                .table(longer)
                .titled("Mill");
        List<Chunk> chunks = chunker.chunk(DOCUMENT, document);

        assertThat(chunks).filteredOn(chunk -> chunk.text().contains(rows)).hasSize(1);
        assertThat(chunks)
                .filteredOn(chunk -> chunk.headings().contains("Longer"))
                .hasSizeBetween(3, 4)
                .allSatisfy(
                        chunk -> assertThat(chunk.text()).startsWith("| line").endsWith("four |"));
    }

    @Test
    void cutsASentenceLongerThanTheWindowAtWords() {
        List<Chunk> chunks =
                chunker.chunk(DOCUMENT, new Documents().paragraph(words(600)).titled("Mill"));

        assertThat(chunks).hasSize(3);
        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(chunk.text()).startsWith("word").endsWith("word"));
        assertThat(counter.calls()).isEqualTo(2);
    }

    @Test
    void cutsAWordLongerThanTheWindow() {
        List<Chunk> chunks = chunker.chunk(
                DOCUMENT, new Documents().paragraph("x".repeat(3000)).titled("Mill"));

        assertThat(chunks.stream().map(Chunk::text).collect(Collectors.joining()))
                .isEqualTo("x".repeat(3000));
        assertThat(chunks)
                .allSatisfy(
                        chunk -> assertThat(PieceCounter.tokens(chunk.text())).isLessThanOrEqualTo(253));
    }

    @Test
    void endsAChunkWhereThePageEnds() {
        ParsedDocument document = new Documents()
                .page(1)
                .paragraph(sentences(9))
                .page(2)
                .paragraph(sentences(9))
                .titled("Mill");

        assertThat(chunker.chunk(DOCUMENT, document)).extracting(Chunk::page).containsExactly(1, 2);
    }

    @Test
    void endsAChunkWhereThePageEndsHoweverShortItIs() {
        ParsedDocument document = new Documents()
                .page(1)
                .paragraph(sentences(60))
                .heading(1, "The wheel")
                .paragraph("It turns.")
                .page(2)
                .paragraph(sentences(9))
                .page(3)
                .paragraph("It stops.")
                .titled("Mill");

        assertThat(chunker.chunk(DOCUMENT, document))
                .filteredOn(chunk -> chunk.headings().contains("The wheel"))
                .extracting(Chunk::page, Chunk::text)
                .containsExactly(tuple(1, "It turns."), tuple(2, sentences(9)), tuple(3, "It stops."));
    }

    @Test
    void countsADocumentInOneCall() {
        chunker.chunk(
                DOCUMENT,
                new Documents()
                        .heading(1, "One")
                        .paragraph(sentences(200))
                        .item("item")
                        .titled("Mill"));

        assertThat(counter.calls()).isEqualTo(1);
    }

    @Test
    void keepsTheIdsOfWhatDidNotChange() {
        List<Chunk> before = chunker.chunk(
                DOCUMENT,
                new Documents()
                        .heading(1, "One")
                        .paragraph(sentences(6))
                        .heading(1, "Two")
                        .paragraph(sentences(7))
                        .titled("Mill"));
        List<Chunk> after = chunker.chunk(
                DOCUMENT,
                new Documents()
                        .heading(1, "New")
                        .paragraph(sentences(8))
                        .heading(1, "One")
                        .paragraph(sentences(6))
                        .heading(1, "Two")
                        .paragraph(sentences(7))
                        .titled("Mill"));

        assertThat(after.subList(1, 3))
                .extracting(Chunk::id)
                .isEqualTo(before.stream().map(Chunk::id).toList());
    }

    @Test
    void tellsTheSameTextTwiceApart() {
        ParsedDocument document = new Documents()
                .page(1)
                .paragraph(sentences(6))
                .page(2)
                .paragraph(sentences(6))
                .titled("");

        assertThat(chunker.chunk(DOCUMENT, document))
                .extracting(Chunk::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void rejectsMoreChunksThanTheLimit() {
        StructureChunker small = new StructureChunker(counter, new ChunkSettings(256, 2, 64, 40, 110, 3));

        assertThatThrownBy(() -> small.chunk(
                        DOCUMENT, new Documents().paragraph(sentences(200)).titled("")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("document-too-many-chunks"));
    }

    @Test
    void givesNothingForADocumentWithoutText() {
        assertThat(chunker.chunk(DOCUMENT, new Documents().titled("Mill"))).isEmpty();
        assertThat(counter.calls()).isZero();
    }

    /** Ten tokens each. */
    private static String sentences(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "The mill has one more blue door no " + (100 + i) + " now.")
                .collect(Collectors.joining(" "));
    }

    private static String words(int count) {
        return "word ".repeat(count).strip();
    }
}
