package io.millrace.index.lucene;

import java.time.Duration;

/** The default settings, but that commits don't wait for more writers to come: where several write, that was most of what a test took. */
final class CommitsAtOnce {

    static final LuceneSettings SETTINGS = settings(LuceneSettings.defaults());

    private CommitsAtOnce() {}

    private static LuceneSettings settings(LuceneSettings usual) {
        return new LuceneSettings(
                usual.ramBufferMegabytes(), Duration.ZERO, usual.exactBelow(), usual.tidyAfter(), usual.kept());
    }
}
