package io.millrace.client;

import io.millrace.core.rerank.Reranker;
import io.millrace.testkit.ModelFault;
import io.millrace.testkit.RerankerContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of rerankers with each engine that reranks. */
class RerankerProtocolsTest {

    @Nested
    class Tei extends Replayed {
        Tei() {
            super(Engine.TEI, RerankApi.TEI, "rerank.json");
        }
    }

    @Nested
    class Vllm extends Replayed {
        Vllm() {
            super(Engine.VLLM, RerankApi.RERANK, "rerank.json");
        }
    }

    @Nested
    class VllmScores extends Replayed {
        VllmScores() {
            super(Engine.VLLM, RerankApi.SCORE, "score.json");
        }
    }

    @Nested
    class LlamaCpp extends Replayed {
        LlamaCpp() {
            super(Engine.LLAMA_CPP, RerankApi.RERANK, "rerank.json");
        }
    }

    @Nested
    class Triton extends Replayed {
        Triton() {
            super(Engine.TRITON, RerankApi.TRITON, "score.json");
        }
    }

    abstract static class Replayed extends RerankerContract {

        private final Engine engine;
        private final RerankApi api;
        private final String file;
        private final List<ProtocolServer> servers = new ArrayList<>();

        Replayed(Engine engine, RerankApi api, String file) {
            this.engine = engine;
            this.api = api;
            this.file = file;
        }

        @Override
        protected Reranker reranker() {
            return start(null);
        }

        @Override
        protected Reranker reranker(ModelFault fault) {
            return start(fault);
        }

        private Reranker start(@Nullable ModelFault fault) {
            ProtocolServer server = new ProtocolServer(engine, fault).serving(api.path("all-minilm"), body -> file);
            servers.add(server);
            return new HttpReranker(server.endpoint(), api);
        }

        @Override
        protected Set<ModelFault> faults() {
            return engine.faults(ModelFault.NOT_A_NUMBER, ModelFault.WRONG_COUNT);
        }

        @AfterEach
        void stop() {
            servers.forEach(ProtocolServer::close);
        }
    }
}
