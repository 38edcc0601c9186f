package io.millrace.source.mongodb;

import java.time.Duration;

/**
 * How a database is read.
 *
 * @param connections the most at once
 * @param patience how long to wait for a server, and for a connection to it
 * @param longestOperation then it is given up
 * @param idle after how long a connection that nobody uses is closed
 */
public record MongoSettings(int connections, Duration patience, Duration longestOperation, Duration idle) {

    /** 4 connections, 10 s, 60 s, 60 s. */
    public static final MongoSettings USUAL =
            new MongoSettings(4, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1));

    public MongoSettings {
        if (connections < 1 || patience.toMillis() < 1 || longestOperation.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "millrace.mongodb needs 1 connection or more, a patience of 1 ms or more and a statement-timeout of 1 ms or more, but has "
                            + connections + ", " + patience + " and " + longestOperation);
        }
    }
}
