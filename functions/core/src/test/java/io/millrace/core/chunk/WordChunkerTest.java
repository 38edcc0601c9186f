package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.embed.Embedding;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordChunkerTest {

    private final PieceCounter counter = new PieceCounter();

    @Test
    void fixedFillsChunksWithWords() {
        assertThat(texts(new FixedCut(3), new Documents().paragraph("a b c d").paragraph("e f")))
                .containsExactly("a b c", "d\n\ne f");
    }

    @Test
    void recursiveCutsAtTheStrongestSeparatorThatIsEnough() {
        assertThat(texts(
                        new RecursiveCut(4),
                        new Documents()
                                .paragraph("a b")
                                .paragraph("c d. e f g\nh i j k l")
                                .paragraph("m")))
                .containsExactly("a b", "c d.", "e f g", "h i j k", "l", "m");
    }

    @Test
    void recursiveJoinsNeighboursOfOneLevel() {
        assertThat(texts(
                        new RecursiveCut(4),
                        new Documents().paragraph("a b").paragraph("c d").paragraph("e")))
                .containsExactly("a b\n\nc d", "e");
    }

    @Test
    void sentenceWindowTakesSoManySentences() {
        assertThat(texts(
                        new SentenceWindowCut(2),
                        new Documents().paragraph("The mill turns. The water falls. The miller sings.")))
                .containsExactly("The mill turns. The water falls.", "The miller sings.");
    }

    @Test
    void semanticKeepsWhatIsAlikeTogether() {
        String water = "aaaa ".repeat(40).strip();
        String wheel = "bbbb ".repeat(40).strip();
        SemanticCut cut = new SemanticCut(
                texts -> texts.stream()
                        .map(text -> Embedding.of(text.contains("a") ? new float[] {1, .1f} : new float[] {.1f, 1})
                                .toArray())
                        .toList(),
                200,
                10);

        assertThat(texts(
                        cut,
                        new Documents()
                                .paragraph(water)
                                .paragraph(water)
                                .paragraph(wheel)
                                .paragraph(wheel)
                                .paragraph(wheel)))
                .containsExactly(water + "\n\n" + water, wheel + "\n\n" + wheel + "\n\n" + wheel);
    }

    @Test
    void semanticEmbedsNothingOfADocumentThatIsTooLong() {
        SemanticCut cut = new SemanticCut(
                texts -> {
                    throw new AssertionError("embedded");
                },
                20,
                2);

        assertThatThrownBy(() ->
                        texts(cut, new Documents().paragraph("mill ".repeat(41).strip())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("document-too-many-chunks"));
    }

    @Test
    void givesTheHeadingsAboveItsStartAndKeepsThemInTheText() {
        List<Chunk> chunks = chunks(
                new FixedCut(3),
                new Documents()
                        .heading(1, "One")
                        .paragraph("a b c d e")
                        .heading(2, "Two")
                        .paragraph("f g h"));

        assertThat(chunks).extracting(Chunk::text).containsExactly("One\n\na b", "c d e", "Two\n\nf g", "h");
        assertThat(chunks)
                .extracting(Chunk::headings)
                .containsExactly(List.of(), List.of("One"), List.of("One"), List.of("One", "Two"));
    }

    @Test
    void countsInAFewCallsHoweverLongTheDocumentIs() {
        String text = IntStream.range(0, 2000).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

        chunks(new RecursiveCut(50), new Documents().heading(1, "One").paragraph(text));

        assertThat(counter.calls()).isLessThanOrEqualTo(5);
    }

    private List<Chunk> chunks(WordCut cut, Documents document) {
        return new WordChunker(counter, ChunkSettings.DEFAULT, cut).chunk("d", document.titled("Mill"));
    }

    private List<String> texts(WordCut cut, Documents document) {
        return chunks(cut, document).stream().map(Chunk::text).toList();
    }
}
