package io.millrace.source.cassandra;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How clusters of Cassandra are read. Which ones, their mappings say. */
@ConfigMapping(prefix = "millrace.cassandra")
public interface CassandraConfig {

    /** Connections to each node of the data centre from this process; each carries many queries at once. 1 by default. */
    @WithDefault("1")
    int connections();

    /** How long to wait for a connection. */
    @WithDefault("10s")
    Duration patience();

    /** The longest that one query, for some rows, may take; then it is tried again later. */
    @WithDefault("20s")
    Duration statementTimeout();
}
