package io.millrace.modelserver;

import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.client.OpenAiGenerator;
import io.millrace.core.answer.Generator;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedder;
import io.millrace.testkit.EmbedderContract;
import io.millrace.testkit.GeneratorContract;
import io.millrace.testkit.ModelFault;
import io.millrace.testkit.TokenCounterContract;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contracts that each engine's answers are held to, with our own server. Of faults it shows only that it is away: what else can be had from it depends on how
 * fast this machine is, or on what it holds; its own tests have them.
 */
class ModelContractsTest {

    private static final ModelEndpoint NOBODY =
            new ModelEndpoint(URI.create("http://127.0.0.1:1"), RunningServer.EMBEDDER, Duration.ofSeconds(5));

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.withGenerator();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Embedding extends EmbedderContract {

        @Override
        protected Embedder embedder() {
            return new OpenAiEmbedder(server.endpoint(RunningServer.EMBEDDER));
        }

        @Override
        protected Set<ModelFault> faults() {
            return EnumSet.of(ModelFault.AWAY);
        }

        @Override
        protected Embedder embedder(ModelFault fault) {
            return new OpenAiEmbedder(NOBODY);
        }

        @Override
        protected boolean givesSentences() {
            return true;
        }
    }

    @Nested
    class Counting extends TokenCounterContract {

        @Override
        protected TokenCounter counter() {
            return new HttpTokenCounter(server.endpoint(RunningServer.EMBEDDER));
        }

        @Override
        protected Set<ModelFault> faults() {
            return EnumSet.of(ModelFault.AWAY);
        }

        @Override
        protected TokenCounter counter(ModelFault fault) {
            return new HttpTokenCounter(NOBODY);
        }
    }

    @Nested
    class Generating extends GeneratorContract {

        @Override
        protected Generator generator() {
            return new OpenAiGenerator(server.endpoint(RunningServer.GENERATOR), false);
        }

        @Override
        protected Set<ModelFault> faults() {
            return EnumSet.of(ModelFault.AWAY);
        }

        @Override
        protected Generator generator(ModelFault fault) {
            return new OpenAiGenerator(NOBODY, false);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }
}
