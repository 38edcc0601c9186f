package io.millrace.reindexing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much one delivery does: a page. The next one is asked for by an event. */
@ConfigMapping(prefix = "millrace.reindexing")
public interface ReindexingConfig {

    /**
     * Documents to announce at most. They share one write of the ledger and wait for one of the broker each, several at a time; then the page waits until the one before is
     * indexed, so this is also half of what may be under way of a run.
     */
    @WithDefault("1000")
    int pageChanges();

    /** Documents to look at most, 1 to 1000. */
    @WithDefault("1000")
    int pageDocuments();

    /**
     * Time after which it ends, wherever it is: slow sources, such as pages of the web, make many short pages of a run. One call of a source, up
     * to a minute, may outlast it; both must end before another run may take its place (two minutes).
     */
    @WithDefault("45s")
    Duration pageTime();
}
