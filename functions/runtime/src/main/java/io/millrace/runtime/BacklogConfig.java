package io.millrace.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When there is too much to do for more to be taken. */
@ConfigMapping(prefix = "millrace.backlog")
public interface BacklogConfig {

    /** Documents with a change under way from which on new changes are answered 429; removals are always taken. */
    @WithDefault("100000")
    long maxPending();
}
