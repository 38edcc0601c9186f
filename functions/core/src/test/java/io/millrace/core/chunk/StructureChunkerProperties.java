package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.embed.PassageText;
import io.millrace.core.text.Span;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StructureChunkerProperties {

    private static final ChunkSettings SETTINGS = new ChunkSettings(64, 2, 16, 8, 10_000);

    private final StructureChunker chunker = new StructureChunker(new PieceCounter(), SETTINGS);

    @Property(tries = 300)
    void chunksAreExactPartsOfTheTextInOrderAndFitTheWindow(@ForAll("documents") ParsedDocument document) {
        int covered = 0;
        for (Chunk chunk : chunker.chunk("d", document)) {
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

    @Property(tries = 300)
    void chunksCoverAllTextButHeadings(@ForAll("documents") ParsedDocument document) {
        StringBuilder rest = new StringBuilder(document.text());
        for (Chunk chunk : chunker.chunk("d", document)) {
            blank(rest, chunk.span());
        }
        for (Block block : document.blocks()) {
            if (block instanceof Block.Heading) {
                blank(rest, block.span());
            }
        }
        assertThat(rest.toString()).isBlank();
    }

    @Property(tries = 100)
    void everyHeadingIsInAChunkOrAboveOneUnlessTheContextIsFull(@ForAll("documents") ParsedDocument document) {
        List<Chunk> chunks = chunker.chunk("d", document);
        boolean full = document.blocks().stream()
                        .filter(Block.Heading.class::isInstance)
                        .mapToInt(heading -> PieceCounter.tokens(heading.span().of(document.text())))
                        .sum()
                > SETTINGS.contextTokens() - PieceCounter.tokens(document.title());
        for (Block block : document.blocks()) {
            if (block instanceof Block.Heading heading && !full) {
                String text = heading.span().of(document.text()).strip().replaceAll("\\s+", " ");
                assertThat(chunks)
                        .anyMatch(chunk -> chunk.headings().contains(text)
                                || (chunk.span().start() <= heading.span().start()
                                        && heading.span().end() <= chunk.span().end()));
            }
        }
    }

    private static void blank(StringBuilder text, Span span) {
        for (int i = span.start(); i < span.end(); i++) {
            text.setCharAt(i, ' ');
        }
    }

    @Provide
    Arbitrary<ParsedDocument> documents() {
        Arbitrary<String> word = Arbitraries.strings()
                .withChars("abcdé中字-|.?\"")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(letters -> "w" + letters.replace("é", "é😀"));
        Arbitrary<String> longWord =
                Arbitraries.strings().alpha().ofMinLength(200).ofMaxLength(700);
        Arbitrary<String> text = Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(30, word), net.jqwik.api.Tuple.of(1, longWord))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(words -> String.join(" ", words));
        Arbitrary<String> heading = word.list().ofMinSize(1).ofMaxSize(4).map(words -> String.join(" ", words));
        Arbitrary<Documents> blocks = Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 3),
                        text,
                        heading)
                .as(Part::new)
                .list()
                .ofMaxSize(12)
                .map(parts -> {
                    Documents documents = new Documents();
                    parts.forEach(part -> part.addTo(documents));
                    return documents;
                });
        return Combinators.combine(blocks, heading).as(Documents::titled);
    }

    record Part(int kind, int level, int page, String text, String heading) {

        void addTo(Documents documents) {
            switch (kind) {
                case 0, 1, 2 -> documents.heading(level, heading);
                case 3 -> documents.item(text);
                case 4 -> documents.table(text.replace(" ww", "\nww"));
                case 5 -> documents.code(text.replace(" wa", "\n  wa"));
                default -> documents.page(page).paragraph(text);
            }
        }
    }
}
