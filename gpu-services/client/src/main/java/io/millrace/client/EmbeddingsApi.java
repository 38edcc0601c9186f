package io.millrace.client;

/** What a request for embeddings says beside what OpenAI's own does. */
public enum EmbeddingsApi {

    /**
     * Whether it is a question or passages ({@code input_type}), that a question may be cut to the window ({@code truncate_prompt_tokens}, which vLLM reads), and our extension: each server
     * passes over what it does not know.
     */
    EXTENDED,

    /** Nothing: for OpenAI itself, which refuses members that it does not know. */
    STRICT
}
