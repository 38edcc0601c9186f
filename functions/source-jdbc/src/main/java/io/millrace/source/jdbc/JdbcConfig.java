package io.millrace.source.jdbc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How databases behind JDBC are read. Which ones, their mappings say. */
@ConfigMapping(prefix = "millrace.jdbc")
public interface JdbcConfig {

    /** The most connections to one database from this process. 4 by default. */
    @WithDefault("4")
    int connections();

    /** How long to wait for a connection. */
    @WithDefault("10s")
    Duration patience();

    /** The longest that one statement may take; then it is tried again later. At least a second. */
    @WithDefault("60s")
    Duration statementTimeout();

    /** After how long an idle connection is closed. */
    @WithDefault("60s")
    Duration idle();
}
