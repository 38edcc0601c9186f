package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What {@link Chunker} promises, of every chunker. */
class ChunkerContractProperties {

    static final ChunkSettings SETTINGS = new ChunkSettings(64, 2, 16, 8, 20, 10_000);

    private static final Map<String, Chunker> CHUNKERS =
            Chunkers.all(new PieceCounter(), ChunkerContractProperties::letters, SETTINGS, 30, 3);

    @Property(tries = 500)
    void chunksAreExactPartsOfTheTextInOrderAndFitTheWindow(
            @ForAll("chunkers") String name, @ForAll("documents") ParsedDocument document) {
        int covered = 0;
        for (Chunk chunk : chunker(name).chunk("d", document)) {
            assertThat(chunk.span().of(document.text())).isEqualTo(chunk.text());
            assertThat(chunk.span().start()).isGreaterThanOrEqualTo(covered);
            covered = chunk.span().end();
            assertThat(PieceCounter.tokens(
                            PassageText.of(document.title(), chunk).text()))
                    .isLessThanOrEqualTo(62);
            int inside = 0;
            for (Span sentence : chunk.sentences()) {
                assertThat(sentence.start()).isGreaterThanOrEqualTo(inside);
                inside = sentence.end();
                assertThat(sentence.of(chunk.text()))
                        .isEqualTo(sentence.of(chunk.text()).strip());
            }
        }
    }

    @Property(tries = 500)
    void chunksJoinToAllTextButHeadings(@ForAll("chunkers") String name, @ForAll("documents") ParsedDocument document) {
        StringBuilder rest = new StringBuilder(document.text());
        for (Chunk chunk : chunker(name).chunk("d", document)) {
            blank(rest, chunk.span());
        }
        for (Block block : document.blocks()) {
            if (block instanceof Block.Heading) {
                blank(rest, block.span());
            }
        }
        assertThat(rest.toString()).isBlank();
    }

    @Property(tries = 200)
    void eachChunkNamesItsPlaceAndThePageOnWhichItStarts(
            @ForAll("chunkers") String name, @ForAll("documents") ParsedDocument document) {
        List<Chunk> chunks = chunker(name).chunk("d", document);
        for (int i = 0; i < chunks.size(); i++) {
            int start = chunks.get(i).span().start();
            assertThat(chunks.get(i).ordinal()).isEqualTo(i);
            assertThat(document.blocks())
                    .filteredOn(block -> block.span().start() <= start
                            && start < block.span().end())
                    .singleElement()
                    .extracting(Block::page)
                    .isEqualTo(chunks.get(i).page());
        }
        assertThat(chunks).extracting(Chunk::id).doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void theSameDocumentIsCutTheSameWay(@ForAll("chunkers") String name, @ForAll("documents") ParsedDocument document) {
        assertThat(chunker(name).chunk("d", document)).isEqualTo(chunker(name).chunk("d", document));
    }

    /** The semantic chunker compares with the mean over the document, and the others but the default fill up from the start. */
    @Property(tries = 100)
    void anEditInTheMiddleOfALongDocumentChangesFewChunksOfTheDefault(@ForAll("lengths") List<Integer> lengths) {
        List<String> paragraphs = IntStream.range(0, lengths.size())
                .mapToObj(i -> "p" + i + " " + "word ".repeat(lengths.get(i)).strip() + ".")
                .toList();
        Documents before = new Documents();
        Documents after = new Documents();
        for (int i = 0; i < paragraphs.size(); i++) {
            before.paragraph(paragraphs.get(i));
            after.paragraph(i == paragraphs.size() / 2 ? "Quite another text stands here now." : paragraphs.get(i));
        }
        Set<String> known = new HashSet<>();
        chunker(Chunkers.STRUCTURE).chunk("d", before.titled("T")).forEach(chunk -> known.add(chunk.id()));

        assertThat(chunker(Chunkers.STRUCTURE).chunk("d", after.titled("T")))
                .filteredOn(chunk -> !known.contains(chunk.id()))
                .hasSizeBetween(1, 6);
    }

    private static Chunker chunker(String name) {
        return Objects.requireNonNull(CHUNKERS.get(name));
    }

    private static void blank(StringBuilder text, Span span) {
        for (int i = span.start(); i < span.end(); i++) {
            text.setCharAt(i, ' ');
        }
    }

    /** How often each letter occurs: texts of the same words are alike. */
    private static List<float[]> letters(List<String> texts) {
        return texts.stream()
                .map(text -> {
                    float[] counts = new float[26];
                    counts[0] = 1;
                    text.chars().filter(c -> c >= 'a' && c <= 'z').forEach(c -> counts[c - 'a']++);
                    return Embedding.of(counts).toArray();
                })
                .toList();
    }

    @Provide
    Arbitrary<String> chunkers() {
        return Arbitraries.of(CHUNKERS.keySet());
    }

    @Provide
    Arbitrary<ParsedDocument> documents() {
        return RandomDocuments.all();
    }

    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Arbitraries.integers().between(3, 25).list().ofSize(60);
    }
}
