package io.millrace.runtime;

import io.millrace.client.RerankApi;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who scores the best passages again. Without an address it is done here, by the passages' sentences, at no cost. */
@ConfigMapping(prefix = "millrace.reranker")
public interface RerankerConfig extends ModelServiceConfig {

    /** Address of the model Service, without {@code /v1}; none by default; several, separated by commas, where no Service spreads the load. */
    Optional<List<URI>> url();

    /** Its id, as the Service knows it; TEI serves one and does not ask. */
    @WithDefault("bge-reranker-large")
    String model();

    /** {@code tei}: TEI's {@code /rerank}; {@code rerank}: {@code /v1/rerank} of Cohere and Jina; {@code score}: vLLM's {@code /v1/score}, which cuts passages beyond the window, where its {@code /v1/rerank} would refuse them all for one; {@code triton}: a model in Triton, by KServe v2. */
    @WithDefault("tei")
    RerankApi api();

    /** How long it may take. A late one is left out of that question, and the reply says so. */
    @WithDefault("1s")
    Duration timeout();

    /** What its z-score counts beside that of the search, 0 or more. Not measured: no cross-encoder is to be had where Millrace is built. */
    @WithDefault("2")
    double weight();
}
