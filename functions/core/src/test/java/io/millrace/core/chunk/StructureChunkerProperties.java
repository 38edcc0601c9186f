package io.millrace.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StructureChunkerProperties {

    private static final ChunkSettings SETTINGS = ChunkerContractProperties.SETTINGS;

    private final StructureChunker chunker = new StructureChunker(new PieceCounter(), SETTINGS);

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

    @Provide
    Arbitrary<ParsedDocument> documents() {
        return RandomDocuments.all();
    }
}
