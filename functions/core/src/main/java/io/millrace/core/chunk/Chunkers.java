package io.millrace.core.chunk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chunkers that there are, by the names that configuration and sources use. */
public final class Chunkers {

    /** The name of the default. */
    public static final String STRUCTURE = "structure";

    /** The names of all, the default's first. */
    public static final List<String> NAMES = List.of(STRUCTURE, "recursive", "sentence-window", "fixed", "semantic");

    private Chunkers() {}

    /** @throws IllegalArgumentException where no chunker has that name; says which there are */
    public static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "there is no chunker '" + name + "'; there are " + String.join(", ", NAMES));
        }
    }

    /**
     * All of them, the default first.
     *
     * @param embedder asked by {@code semantic} only
     * @param tokens the most tokens of a chunk of {@code recursive}, {@code fixed} and {@code semantic}
     * @param sentences how many sentences a chunk of {@code sentence-window} has
     */
    public static Map<String, Chunker> all(
            TokenCounter counter, PieceEmbedder embedder, ChunkSettings settings, int tokens, int sentences) {
        if (tokens < 1 || sentences < 1) {
            throw new IllegalArgumentException(
                    "chunks of " + tokens + " tokens or " + sentences + " sentences: both must be at least 1");
        }
        Map<String, Chunker> all = new LinkedHashMap<>();
        all.put(STRUCTURE, new StructureChunker(counter, settings));
        all.put("recursive", new WordChunker(counter, settings, new RecursiveCut(tokens)));
        all.put("sentence-window", new WordChunker(counter, settings, new SentenceWindowCut(sentences)));
        all.put("fixed", new WordChunker(counter, settings, new FixedCut(tokens)));
        all.put(
                "semantic",
                new WordChunker(counter, settings, new SemanticCut(embedder, tokens, settings.maxChunks())));
        return all;
    }
}
