package io.millrace.client;

import io.millrace.core.answer.Generator;
import io.millrace.testkit.GeneratorContract;
import io.millrace.testkit.ModelFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract of generators with each engine that generates. */
class GeneratorProtocolsTest {

    @Nested
    class Vllm extends OpenAi {
        Vllm() {
            super(Engine.VLLM);
        }
    }

    @Nested
    class Tgi extends OpenAi {
        Tgi() {
            super(Engine.TGI);
        }
    }

    @Nested
    class LlamaCpp extends OpenAi {
        LlamaCpp() {
            super(Engine.LLAMA_CPP);
        }
    }

    @Nested
    class OpenAiItself extends OpenAi {
        OpenAiItself() {
            super(Engine.OPENAI);
        }
    }

    @Nested
    class Triton extends Replayed {
        Triton() {
            super(Engine.TRITON, "/v2/models/tensorrt_llm_bls/generate_stream", "generate");
        }

        @Override
        Generator client(ModelEndpoint endpoint) {
            return new TritonGenerator(endpoint, true, ChatTemplate.CHATML, "tensorrt_llm_bls");
        }
    }

    abstract static class OpenAi extends Replayed {

        OpenAi(Engine engine) {
            super(engine, "/v1/chat/completions", "chat");
        }

        @Override
        Generator client(ModelEndpoint endpoint) {
            return new OpenAiGenerator(endpoint, true);
        }
    }

    abstract static class Replayed extends GeneratorContract {

        private final Engine engine;
        private final String path;
        private final String name;
        private final List<ProtocolServer> servers = new ArrayList<>();

        Replayed(Engine engine, String path, String name) {
            this.engine = engine;
            this.path = path;
            this.name = name;
        }

        abstract Generator client(ModelEndpoint endpoint);

        @Override
        protected Generator generator() {
            return start(null);
        }

        @Override
        protected Generator generator(ModelFault fault) {
            return start(fault);
        }

        private Generator start(@Nullable ModelFault fault) {
            ProtocolServer server = new ProtocolServer(engine, fault)
                    .serving(
                            path,
                            body -> body.contains("\"max_tokens\":" + FEW + ",") ? name + "-cut.sse" : name + ".sse");
            servers.add(server);
            return client(server.endpoint());
        }

        @Override
        protected Set<ModelFault> faults() {
            return engine.faults(ModelFault.BROKEN_OFF);
        }

        @Override
        protected Duration patience() {
            return ProtocolServer.PATIENCE;
        }

        @AfterEach
        void stop() {
            servers.forEach(ProtocolServer::close);
        }
    }
}
