package io.millrace.client;

/** What a request for embeddings says beside what OpenAI's own does. */
public enum EmbeddingsApi {

    /** Whether it is a question or passages ({@code input_type}), and our extension: our server reads both; vLLM, llama.cpp and TEI pass over what they don't know. */
    EXTENDED,

    /** Nothing: for OpenAI itself, which refuses members that it does not know. */
    STRICT
}
