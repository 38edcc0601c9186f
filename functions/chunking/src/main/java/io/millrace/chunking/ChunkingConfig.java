package io.millrace.chunking;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How documents are cut, and what chunking has to know of the chain. The steps, and how a document is cut and its text recognised (whether, and in which
 * languages), are part of its configuration: after a change of these it is a new version the next time it is announced, by {@code reindex --all} too. The other
 * limits and settings of {@code parsing} are not: what is indexed stays as it was read, until its bytes or its configuration change; what was rejected is tried again
 * whenever it is announced.
 */
@ConfigMapping(prefix = "millrace.chunking")
public interface ChunkingConfig {

    /**
     * The steps of third parties that content passes before it is indexed, as {@code millrace topology show} names them; none by default. Where the
     * topology itself is known, this is read over.
     */
    Optional<List<String>> steps();

    /** What one document may cost. */
    LimitsConfig limits();

    /**
     * The chunker of what neither its source nor {@code chunkers} gives one: structure (the default), recursive, sentence-window, fixed or semantic. An
     * unknown name fails at start.
     */
    @WithDefault("structure")
    String chunker();

    /**
     * Chunkers by content type, without its parameters, such as {@code millrace.chunking.chunkers."text/csv"=fixed}; none by default. The type is what the
     * document turned out to be, not what was declared. A source that names a chunker goes before. An unknown name fails at start.
     */
    Map<String, String> chunkers();

    /**
     * The most tokens of a chunk that recursive, fixed and semantic cut; 200 by default. The model's window, less the title, is a limit too.
     */
    @WithDefault("200")
    int tokens();

    /** How many sentences a chunk of sentence-window has; 5 by default, fewer where they don't fit the model's window. */
    @WithDefault("5")
    int sentences();

    /** How documents are read. */
    ParsingConfig parsing();
}
