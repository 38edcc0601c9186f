package io.millrace.runtime;

import io.millrace.client.OpenAiGenerator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where answers are generated. */
@ConfigMapping(prefix = "millrace.generator")
public interface GeneratorConfig {

    /** Address of the model Service, without {@code /v1}. */
    @WithDefault("http://generator")
    URI url();

    /** Its id, as the Service knows it. */
    @WithDefault("smollm2-135m-instruct-q4_1")
    String model();

    /** Whether answers rest on it by default; where not, they quote unless generation is asked for. */
    @WithDefault("false")
    boolean trusted();

    /** How long one answer may take. */
    @WithDefault("60s")
    Duration timeout();

    /** Its window in tokens, prompt and reply together; 2048 or more. */
    @WithDefault("2048")
    int contextTokens();

    /** How its server counts tokens, for prompts that may not fit its window: by default it does not, and characters are counted. */
    @WithDefault("none")
    OpenAiGenerator.Tokenizer tokenizer();

    /** Sent as a bearer token; none by default. */
    Optional<String> apiKey();
}
