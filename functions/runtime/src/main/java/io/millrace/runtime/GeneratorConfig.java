package io.millrace.runtime;

import io.millrace.client.ChatTemplate;
import io.millrace.client.GeneratorApi;
import io.millrace.client.OpenAiGenerator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Where answers are generated. */
@ConfigMapping(prefix = "millrace.generator")
public interface GeneratorConfig extends ModelServiceConfig {

    /** Address of the model Service, without {@code /v1}; several, separated by commas, where no Service spreads the load. */
    @WithDefault("http://generator")
    List<URI> url();

    /** {@code openai}: {@code /v1/chat/completions} of Millrace's own server, vLLM, TGI, llama.cpp, OpenAI; {@code triton}: {@code generate_stream} of TensorRT-LLM in Triton. */
    @WithDefault("openai")
    GeneratorApi api();

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

    /**
     * Whether the model would think before it replies, as Qwen 3 does. It is told not to, since a reply's tokens are too few for both; vLLM and llama.cpp can be told so, and it must be
     * {@code false} with others.
     */
    @WithDefault("false")
    boolean thinks();

    /** For {@code triton}, what it calls the model that takes text; {@link #model} is then only the name that answers carry. */
    @WithDefault("tensorrt_llm_bls")
    String tritonModel();

    /** For {@code triton}, which takes text and not messages, how the model was taught to read a conversation: {@code chatml} (Qwen 2.5), {@code qwen-3}, {@code llama-3} or {@code mistral}. */
    @WithDefault("chatml")
    ChatTemplate chatTemplate();
}
