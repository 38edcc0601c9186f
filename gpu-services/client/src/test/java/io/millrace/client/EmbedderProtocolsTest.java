package io.millrace.client;

import io.millrace.core.embed.Embedder;
import io.millrace.testkit.EmbedderContract;
import io.millrace.testkit.ModelFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of embedders with each engine that embeds. */
class EmbedderProtocolsTest {

    @Nested
    class Vllm extends OpenAi {
        Vllm() {
            super(Engine.VLLM);
        }
    }

    @Nested
    class OpenAiItself extends OpenAi {
        OpenAiItself() {
            super(Engine.OPENAI);
        }
    }

    @Nested
    class LlamaCpp extends OpenAi {
        LlamaCpp() {
            super(Engine.LLAMA_CPP);
        }
    }

    @Nested
    class Tei extends Replayed {
        Tei() {
            super(Engine.TEI);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving("/embed", body -> files(body, "embed"))
                    .serving("/embed_all", body -> "embed_all.json")
                    .serving("/tokenize", body -> "tokenize-special.json");
        }

        @Override
        Embedder client(ModelEndpoint endpoint) {
            return new TeiEmbedder(endpoint, true, Optional.empty());
        }

        @Override
        protected boolean givesSentences() {
            return true;
        }
    }

    @Nested
    class TeiWithoutTokenVectors extends Replayed {
        TeiWithoutTokenVectors() {
            super(Engine.TEI);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving("/embed", body -> files(body, "embed"));
        }

        @Override
        Embedder client(ModelEndpoint endpoint) {
            return new TeiEmbedder(endpoint, true, Optional.empty());
        }
    }

    @Nested
    class Triton extends Replayed {
        Triton() {
            super(Engine.TRITON);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving("/v2/models/all-minilm/infer", body -> files(body, "embedding"));
        }

        @Override
        Embedder client(ModelEndpoint endpoint) {
            return new TritonEmbedder(endpoint);
        }
    }

    abstract static class OpenAi extends Replayed {

        OpenAi(Engine engine) {
            super(engine);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving("/v1/embeddings", body -> files(body, "embeddings"));
        }

        @Override
        Embedder client(ModelEndpoint endpoint) {
            return new OpenAiEmbedder(endpoint);
        }
    }

    abstract static class Replayed extends EmbedderContract {

        private final Engine engine;
        private final List<ProtocolServer> servers = new ArrayList<>();

        Replayed(Engine engine) {
            this.engine = engine;
        }

        abstract ProtocolServer serve(ProtocolServer server);

        abstract Embedder client(ModelEndpoint endpoint);

        static String files(String body, String name) {
            return body.contains(PASSAGES.getLast().text()) ? name + ".json" : name + "-question.json";
        }

        @Override
        protected Embedder embedder() {
            return start(null);
        }

        @Override
        protected Embedder embedder(ModelFault fault) {
            return start(fault);
        }

        private Embedder start(@Nullable ModelFault fault) {
            ProtocolServer server = serve(new ProtocolServer(engine, fault));
            servers.add(server);
            return client(server.endpoint());
        }

        @Override
        protected Set<ModelFault> faults() {
            return engine.faults(ModelFault.WRONG_DIMENSION, ModelFault.NOT_A_NUMBER, ModelFault.WRONG_COUNT);
        }

        @Override
        protected boolean givesSentences() {
            return false;
        }

        @AfterEach
        void stop() {
            servers.forEach(ProtocolServer::close);
        }
    }
}
