package io.millrace.client;

/** How a server that generates is asked. */
public enum GeneratorApi {
    /** {@code /v1/chat/completions}: ours, vLLM, TGI, llama.cpp, OpenAI. */
    OPENAI,
    /** Triton's {@code generate_stream}, as the models of its TensorRT-LLM backend take it. */
    TRITON
}
