package io.millrace.runtime;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What is set for each model Service alike. */
public interface ModelServiceConfig {

    /** Sent as a bearer token; none by default. */
    Optional<String> apiKey();

    /** How many connections are kept for later calls; those in use have no limit. */
    @WithDefault("32")
    int idleConnections();

    /** Whether plain http is spoken as HTTP/2 from the first byte (h2c), which the Service has to expect; https agrees on HTTP/2 by itself. */
    @WithDefault("false")
    boolean http2PriorKnowledge();
}
