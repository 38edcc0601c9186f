package io.millrace.source.jdbc;

import java.time.Duration;

/**
 * How a database is read.
 *
 * @param connections the most at once
 * @param patience how long to wait for one
 * @param longestStatement then it is given up
 * @param idle after how long a connection that nobody uses is closed
 */
public record JdbcSettings(int connections, Duration patience, Duration longestStatement, Duration idle) {

    /** 4 connections, 10 s, 60 s, 60 s. */
    public static final JdbcSettings USUAL =
            new JdbcSettings(4, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1));

    public JdbcSettings {
        if (connections < 1 || patience.toMillis() < 1 || longestStatement.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "millrace.jdbc needs 1 connection or more, a patience of 1 ms or more and a statement-timeout of 1 s or more, but has "
                            + connections + ", " + patience + " and " + longestStatement);
        }
    }
}
