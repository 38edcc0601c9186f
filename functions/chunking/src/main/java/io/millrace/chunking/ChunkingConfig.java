package io.millrace.chunking;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What chunking has to know of the chain. */
@ConfigMapping(prefix = "millrace.chunking")
public interface ChunkingConfig {

    /**
     * The steps of third parties that content passes before it is indexed, as {@code millrace topology show} names them; none by default. Part of every
     * document's configuration, so after a change each document is a new version the next time it is announced. Where the topology itself is known, this is read over.
     */
    Optional<List<String>> steps();

    /** What one document may cost. */
    LimitsConfig limits();
}
