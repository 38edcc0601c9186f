package io.millrace.runtime;

import io.millrace.client.TokenizeApi;
import io.millrace.core.embed.TextPrefixes;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where texts become vectors. */
@ConfigMapping(prefix = "millrace.embedder")
public interface EmbedderConfig extends ModelServiceConfig {

    /** Address of the model Service, without {@code /v1}; several, separated by commas, where no Service spreads the load. */
    @WithDefault("http://embedder")
    List<URI> url();

    /** Its id, as the Service knows it; part of every document's configuration, so a change re-embeds. */
    @WithDefault("all-minilm-l6-v2-q")
    String model();

    /**
     * {@code openai}: Millrace's own model server, vLLM, llama.cpp; {@code openai-strict}: OpenAI itself, which refuses members of a request that it does not know, so that there are no
     * sentence vectors; {@code tei}: Text Embeddings Inference; {@code triton}: a model in Triton, by KServe v2.
     */
    @WithDefault("openai")
    Protocol protocol();

    /**
     * What the model was trained to read before a question, such as {@code "Represent this sentence for searching relevant passages: "} (bge, English) or {@code "query: "} (e5), with the blank at
     * its end; the catalog's {@code queryPrefix}. None by default: Millrace's own model server puts it there by itself, other servers do not. Part of the key of kept answers.
     */
    Optional<String> queryPrefix();

    /**
     * What it was trained to read before a passage, such as {@code "passage: "} (e5); the catalog's {@code passagePrefix}. None by default, as above. Part of every document's configuration, so a change
     * re-embeds; chunks are shorter by it.
     */
    Optional<String> passagePrefix();

    /** How tokens are counted for chunks: {@code tei} (Millrace's own server too), {@code vllm} or {@code triton}; by default {@code triton} for that protocol, else {@code tei}. */
    Optional<TokenizeApi> tokenizer();

    /** Whether TEI is asked for sentence vectors, by a second pass through the model. The protocol {@code openai} asks always, for nothing, and our server alone answers; {@code openai-strict} never does. */
    @WithDefault("true")
    boolean sentenceVectors();

    /** After how long a question is sent to a second address as well, such as {@code 50ms}; never by default, nor with one address or {@code triton}. */
    Optional<Duration> hedgeAfter();

    /** How long one call may take, from connecting to the last byte. */
    @WithDefault("60s")
    Duration timeout();

    /** Both prefixes. */
    default TextPrefixes prefixes() {
        return new TextPrefixes(queryPrefix().orElse(""), passagePrefix().orElse(""));
    }

    enum Protocol {
        OPENAI,
        OPENAI_STRICT,
        TEI,
        TRITON
    }
}
