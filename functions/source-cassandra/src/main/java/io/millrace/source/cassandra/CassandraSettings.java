package io.millrace.source.cassandra;

import java.time.Duration;

/**
 * How a cluster is read.
 *
 * @param connections to each node of the data centre
 * @param patience how long to wait for a connection
 * @param longestQuery then it is given up
 */
public record CassandraSettings(int connections, Duration patience, Duration longestQuery) {

    /** 1 connection, 10 s, 20 s. */
    public static final CassandraSettings USUAL =
            new CassandraSettings(1, Duration.ofSeconds(10), Duration.ofSeconds(20));

    public CassandraSettings {
        if (connections < 1 || patience.toMillis() < 1 || longestQuery.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "millrace.cassandra needs 1 connection or more, a patience of 1 ms or more and a statement-timeout of 1 ms or more, but has "
                            + connections + ", " + patience + " and " + longestQuery);
        }
    }
}
