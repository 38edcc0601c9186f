package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.embed.Embedder;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.EmbedderContract;
import io.millrace.testkit.ModelFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of embedders with each engine that embeds. */
class EmbedderProtocolsTest {

    @Nested
    class Vllm extends OpenAi {
        Vllm() {
            super(Engine.VLLM);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving(
                    "/v1/embeddings",
                    body -> body.length() > MUCH && !body.contains("\"truncate_prompt_tokens\":-1")
                            ? ProtocolServer.REFUSAL
                            : files(body, "embeddings"));
        }
    }

    @Nested
    class OpenAiItself extends OpenAi {
        /** Those of its API reference. */
        private static final Set<String> MEMBERS = Set.of("model", "input", "encoding_format", "dimensions", "user");

        OpenAiItself() {
            super(Engine.OPENAI);
        }

        @Override
        ProtocolServer serve(ProtocolServer server) {
            return server.serving(
                    "/v1/embeddings",
                    body -> MEMBERS.containsAll(members(body)) ? files(body, "embeddings") : ProtocolServer.REFUSAL);
        }

        @Override
        Embedder client(ModelEndpoint endpoint) {
            return new OpenAiEmbedder(endpoint, EmbeddingsApi.STRICT, Optional.empty());
        }

        /** It refuses members that it does not know. */
        @Test
        void wouldRefuseWhatOursIsSent() {
            try (ProtocolServer server = serve(new ProtocolServer(Engine.OPENAI, null))) {
                OpenAiEmbedder extended = new OpenAiEmbedder(server.endpoint());

                assertThatThrownBy(() -> extended.embedPassages(PASSAGES))
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                refused -> assertThat(refused.problem().code()).isEqualTo("model-refused-input"));
            }
        }

        private static Set<String> members(String body) {
            try {
                Set<String> members = new HashSet<>();
                EventStream.members(body, (name, json) -> {
                    members.add(name);
                    json.skipChildren();
                });
                return members;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
            return server.serving("/embed", Replayed::filesOfTei)
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
            return server.serving("/embed", Replayed::filesOfTei);
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

        /** Characters, more than a window holds. */
        static final int MUCH = 2000;

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

        static String filesOfTei(String body) {
            return body.length() > MUCH && body.contains("\"truncate\":false")
                    ? "error-422.json"
                    : files(body, "embed");
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
