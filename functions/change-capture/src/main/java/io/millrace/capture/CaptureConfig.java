package io.millrace.capture;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How databases' logs are read, the same for all sources. */
@ConfigMapping(prefix = "millrace.capture")
public interface CaptureConfig {

    /** Whether logs are read. Off, changes are found by re-indexing alone. */
    @WithDefault("true")
    boolean enabled();

    /** How long a changed document waits for more changes of it, so that a transaction's rows announce it once; 100 ms at least. */
    @WithDefault("200ms")
    Duration window();

    /** How many documents may wait so, 1 or more. */
    @WithDefault("500")
    int windowDocuments();

    /** How often an idle log's position is moved on, so that the database need not keep what lies before it. */
    @WithDefault("10s")
    Duration heartbeat();

    /** Wait before the first new attempt at a log that can't be read; doubled with each, up to {@link #retryAtMost}. */
    @WithDefault("1s")
    Duration retryAfter();

    /** The longest wait between two attempts. */
    @WithDefault("1m")
    Duration retryAtMost();

    /** Name of PostgreSQL's publication, which the administrator makes. */
    @WithDefault("millrace")
    String publication();
}
