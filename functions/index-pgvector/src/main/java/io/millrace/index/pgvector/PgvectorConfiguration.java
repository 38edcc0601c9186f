package io.millrace.index.pgvector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code millrace.pgvector.*}, as {@link PgvectorSettings} explains each. */
@ConfigMapping(prefix = "millrace.pgvector")
public interface PgvectorConfiguration {

    /** Of the database: {@code jdbc:postgresql://host:port/database} or {@code postgresql://user:password@host:port/database}; else that of {@code MILLRACE_STORE_URL}. */
    @WithDefault("${millrace.store.url:}")
    Optional<String> url();

    /** Who logs in, where the url does not say it. */
    Optional<String> user();

    /** From a Secret; never logged. */
    Optional<String> password();

    /** Holds the store's tables, and is made with them; one for each index. */
    @WithDefault("millrace")
    String schema();

    /** The most connections of this process at a time, 2 to 100. None is kept that nobody uses. */
    @WithDefault("16")
    int connections();

    /** How long one waits for a connection, 1 s to 1 min. */
    @WithDefault("PT5S")
    Duration patience();

    /** How long a connection may go unused until it is closed, 1 s to 1 h. */
    @WithDefault("PT30S")
    Duration idle();

    /** How long unfinished versions and given-out sequences are kept at least. */
    @WithDefault("PT24H")
    Duration kept();

    /** @throws IllegalArgumentException if there is no url, or a value is out of its range */
    default PgvectorSettings toSettings() {
        String address = url().orElseThrow(
                        () -> new IllegalArgumentException(
                                "millrace.store is pgvector, and neither millrace.pgvector.url nor MILLRACE_STORE_URL says where PostgreSQL is"));
        return new PgvectorSettings(
                PgvectorUrl.of(address),
                user().orElse(null),
                password().orElse(null),
                schema(),
                connections(),
                patience(),
                idle(),
                kept());
    }
}
