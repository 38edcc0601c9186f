package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import de.kherud.llama.LlamaIterator;
import io.millrace.catalog.Catalog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/** llama.cpp as it is just after it was loaded. */
class LlamaEngineTest {

    private static final ChatRequest CAPITAL = new ChatRequest(
            null,
            List.of(new ChatRequest.Message("user", "What is the capital of France?")),
            16,
            0,
            1,
            List.of(),
            null,
            null,
            false,
            false);

    /** What the second reply reads no more must be what the first has read, however soon after loading that was. */
    @RepeatedTest(4)
    void aPromptThatComesAgainIsAnsweredAsItWasFirst() {
        try (LlamaEngine engine = new LlamaEngine(gguf(), 512, LlamaGenerator.SLOTS, 2)) {
            String prompt = engine.prompt(CAPITAL.messages());

            String first = reply(engine, prompt);
            String second = reply(engine, prompt);

            assertThat(first).contains("Paris");
            assertThat(second).isEqualTo(first);
        }
    }

    private static String reply(LlamaEngine engine, String prompt) {
        LlamaIterator outputs = engine.begin(prompt, CAPITAL, CAPITAL.maxTokens());
        StringBuilder text = new StringBuilder();
        while (outputs.hasNext()) {
            text.append(outputs.next().text);
        }
        return text.toString();
    }

    private static Path gguf() {
        return RunningServer.folder(RunningServer.GENERATOR)
                .resolve(Catalog.load()
                        .entry(RunningServer.GENERATOR)
                        .file("model")
                        .name());
    }
}
