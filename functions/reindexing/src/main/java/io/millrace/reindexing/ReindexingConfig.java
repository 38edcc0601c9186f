package io.millrace.reindexing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much one delivery does: a page. The next one is asked for by an event. */
@ConfigMapping(prefix = "millrace.reindexing")
public interface ReindexingConfig {

    /**
     * Documents to announce at most. Each takes two synced writes, the ledger's up to half a second while others write too: a page
     * must end long before another run may take its place (two minutes).
     */
    @WithDefault("100")
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
