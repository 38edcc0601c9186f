package io.millrace.reindexing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one delivery does: a page. The next one is asked for by an event. */
@ConfigMapping(prefix = "millrace.reindexing")
public interface ReindexingConfig {

    /** Documents to announce at most. Each takes two synced writes: some seconds in all. */
    @WithDefault("500")
    int pageChanges();

    /** Documents to look at most, 1 to 1000. */
    @WithDefault("1000")
    int pageDocuments();
}
