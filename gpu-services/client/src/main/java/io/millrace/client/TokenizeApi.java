package io.millrace.client;

/** How a server is asked to count an embedder's tokens. */
public enum TokenizeApi {
    /** TEI's {@code /tokenize}, which our model server has too: {@code inputs}, a list of tokens each. */
    TEI,
    /** vLLM's {@code /tokenize}: {@code model} and {@code prompt}, one a call. */
    VLLM,
    /** A model of Triton's that is called as the embedder with {@code -tokens} behind it: input {@code text}, output {@code tokens}, how many there are. */
    TRITON
}
