package io.millrace.index.lucene;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code millrace.lucene.*}, as {@link LuceneSettings} explains each. */
@ConfigMapping(prefix = "millrace.lucene")
public interface LuceneConfiguration {

    /** Megabytes that a commit may gather in memory, 1 to 1024. */
    @WithDefault("16")
    int ramBufferMegabytes();

    /** How far apart commits start while several writers wait, 0 to 10 s. */
    @WithDefault("PT0.5S")
    Duration commitInterval();

    /** Segments with fewer passages are searched exactly, 0 to 1,000,000. */
    @WithDefault("1000")
    int exactBelow();

    /** How long nobody must have written until segments are merged further, so that a search looks at few, 0 to 1 h. */
    @WithDefault("PT10S")
    Duration tidyAfter();

    /** How long unfinished versions and given-out sequences are kept at least. */
    @WithDefault("PT24H")
    Duration kept();

    default LuceneSettings toSettings() {
        return new LuceneSettings(ramBufferMegabytes(), commitInterval(), exactBelow(), tidyAfter(), kept());
    }
}
