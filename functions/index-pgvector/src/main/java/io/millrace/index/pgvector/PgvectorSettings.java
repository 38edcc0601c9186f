package io.millrace.index.pgvector;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the store's PostgreSQL is, and how it is used.
 *
 * @param url of the database
 * @param user null where the url names one, or PostgreSQL needs none
 * @param password null where there is none; never logged
 * @param schema that holds the store's tables, made if it isn't there
 * @param connections the most at a time, 2 to 100; each search takes one until it has read its passages
 * @param patience how long one waits for a connection, 1 s to 1 min
 * @param idle how long a connection may go unused until it is closed, 1 s to 1 h
 * @param kept how long batches of unfinished versions, and the sequences given out for a change, are kept at least
 */
public record PgvectorSettings(
        PgvectorUrl url,
        @Nullable String user,
        @Nullable String password,
        String schema,
        int connections,
        Duration patience,
        Duration idle,
        Duration kept) {

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public PgvectorSettings {
        require(SCHEMA.matcher(schema).matches() && !"public".equals(schema), "schema", schema);
        require(connections >= 2 && connections <= 100, "connections", connections);
        require(isBetween(patience, Duration.ofSeconds(1), Duration.ofMinutes(1)), "patience", patience);
        require(isBetween(idle, Duration.ofSeconds(1), Duration.ofHours(1)), "idle", idle);
        require(kept.isPositive(), "kept", kept);
    }

    /** As the configuration's defaults are. */
    public static PgvectorSettings of(PgvectorUrl url) {
        return new PgvectorSettings(
                url, null, null, "millrace", 16, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(24));
    }

    /** The same in another schema. */
    public PgvectorSettings in(String otherSchema) {
        return new PgvectorSettings(url, user, password, otherSchema, connections, patience, idle, kept);
    }

    private static boolean isBetween(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static void require(boolean right, String key, Object value) {
        if (!right) {
            throw new IllegalArgumentException("millrace.pgvector." + key + " is out of its range: " + value);
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return "PgvectorSettings[" + url + ", " + schema + "]";
    }
}
