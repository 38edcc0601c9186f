package io.millrace.client;

/** How a server that reranks is asked. */
public enum RerankApi {
    /** TEI's own route: {@code query} and {@code texts}; a list of {@code index} and {@code score}. At most 32 texts a call. */
    TEI("/rerank", Batches.MAX_TEXTS),
    /** What Cohere and Jina made common, and vLLM and TGI's kin serve: {@code query} and {@code documents}; {@code results} with {@code relevance_score}. There is
     * no common word for cutting what is too long: vLLM and llama.cpp refuse the whole batch for one pair beyond the window, so of vLLM ask {@link #SCORE}; Cohere and Jina cut by themselves. */
    RERANK("/v1/rerank", Integer.MAX_VALUE),
    /** vLLM's scores of one text with each of others: {@code text_1} and {@code text_2}; {@code data} with {@code score}; what is too long is cut. */
    SCORE("/v1/score", Integer.MAX_VALUE),
    /** A model of Triton's, or of another server of the Open Inference Protocol: inputs {@code query} and {@code text}, output {@code score}. At most 32 texts a call. */
    TRITON("", Batches.MAX_TEXTS);

    private final String path;
    private final int mostTexts;

    RerankApi(String path, int mostTexts) {
        this.path = path;
        this.mostTexts = mostTexts;
    }

    String path(String model) {
        return this == TRITON ? Tensors.path(model) : path;
    }

    String healthPath() {
        return this == TRITON ? Tensors.HEALTH : "/health";
    }

    int mostTexts() {
        return mostTexts;
    }
}
