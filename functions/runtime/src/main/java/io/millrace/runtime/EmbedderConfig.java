package io.millrace.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where texts become vectors. */
@ConfigMapping(prefix = "millrace.embedder")
public interface EmbedderConfig {

    /** Address of the model Service, without {@code /v1}. */
    @WithDefault("http://embedder")
    URI url();

    /** Its id, as the Service knows it; part of every document's configuration, so a change re-embeds. */
    @WithDefault("all-minilm-l6-v2-q")
    String model();

    /** {@code openai}: vLLM and Millrace's own model server; {@code tei}: Text Embeddings Inference. */
    @WithDefault("openai")
    Protocol protocol();

    /** How long one call may take, from connecting to the last byte. */
    @WithDefault("60s")
    Duration timeout();

    /** Sent as a bearer token; none by default. */
    Optional<String> apiKey();

    enum Protocol {
        OPENAI,
        TEI
    }
}
