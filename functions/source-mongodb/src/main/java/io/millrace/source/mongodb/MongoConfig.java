package io.millrace.source.mongodb;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How databases of MongoDB are read. Which ones, their mappings say. */
@ConfigMapping(prefix = "millrace.mongodb")
public interface MongoConfig {

    /** The most connections to each server of a database from this process. 4 by default. */
    @WithDefault("4")
    int connections();

    /** How long to wait for a server that can be read, and for a connection to it. */
    @WithDefault("10s")
    Duration patience();

    /** The longest that one query may take, from its first result to its last; then it is tried again later. */
    @WithDefault("60s")
    Duration statementTimeout();

    /** After how long an idle connection is closed. */
    @WithDefault("60s")
    Duration idle();
}
