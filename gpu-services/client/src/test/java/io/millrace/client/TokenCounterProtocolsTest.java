package io.millrace.client;

import io.millrace.core.chunk.TokenCounter;
import io.millrace.testkit.ModelFault;
import io.millrace.testkit.TokenCounterContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of token counters with each engine that counts. */
class TokenCounterProtocolsTest {

    @Nested
    class Tei extends Replayed {
        Tei() {
            super(Engine.TEI, TokenizeApi.TEI, "/tokenize", body -> "tokenize.json");
        }

        @Override
        protected Set<ModelFault> faults() {
            return Engine.TEI.faults(ModelFault.WRONG_COUNT);
        }
    }

    @Nested
    class Vllm extends Replayed {
        Vllm() {
            super(
                    Engine.VLLM,
                    TokenizeApi.VLLM,
                    "/tokenize",
                    body -> body.contains("wheel") ? "tokenize-5.json" : "tokenize-3.json");
        }
    }

    @Nested
    class Triton extends Replayed {
        Triton() {
            super(Engine.TRITON, TokenizeApi.TRITON, "/v2/models/all-minilm-tokens/infer", body -> "tokens.json");
        }

        @Override
        protected Set<ModelFault> faults() {
            return Engine.TRITON.faults(ModelFault.WRONG_COUNT);
        }
    }

    abstract static class Replayed extends TokenCounterContract {

        private final Engine engine;
        private final TokenizeApi api;
        private final String path;
        private final UnaryOperator<String> file;
        private final List<ProtocolServer> servers = new ArrayList<>();

        Replayed(Engine engine, TokenizeApi api, String path, UnaryOperator<String> file) {
            this.engine = engine;
            this.api = api;
            this.path = path;
            this.file = file;
        }

        @Override
        protected TokenCounter counter() {
            return start(null);
        }

        @Override
        protected TokenCounter counter(ModelFault fault) {
            return start(fault);
        }

        private TokenCounter start(@Nullable ModelFault fault) {
            ProtocolServer server = new ProtocolServer(engine, fault).serving(path, file);
            servers.add(server);
            return new HttpTokenCounter(server.endpoint(), api);
        }

        @Override
        protected Set<ModelFault> faults() {
            return engine.faults();
        }

        @AfterEach
        void stop() {
            servers.forEach(ProtocolServer::close);
        }
    }
}
