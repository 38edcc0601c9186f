package io.millrace.bench.models;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import io.millrace.catalog.CatalogEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** llama.cpp's library as a program calls it that has nothing else to do, with what the model server sets: a thread a reply, each in a slot. */
final class DirectGenerator implements TimedGenerator, AutoCloseable {

    private static final int BATCH_TOKENS = 128;

    private final LlamaModel model;

    DirectGenerator(CatalogEntry entry, Path folder, int slots, int threads) {
        int contextTokens =
                Objects.requireNonNull(entry.generation(), entry.id()).contextTokens();
        this.model = new LlamaModel(new ModelParameters()
                .setModel(folder.resolve(entry.file("model").name()).toString())
                .setCtxSize(contextTokens * slots)
                .setParallel(slots)
                .setBatchSize(BATCH_TOKENS)
                .setUbatchSize(BATCH_TOKENS)
                .setThreads(threads)
                .setThreadsBatch(threads)
                .disableLog());
    }

    @Override
    public Timing reply(String question, int maxTokens) {
        long started = System.nanoTime();
        String prompt = model.applyTemplate(
                new InferenceParameters("").setMessages(null, List.of(new Pair<>("user", question))));
        InferenceParameters parameters = new InferenceParameters(prompt)
                .setNPredict(maxTokens)
                .setTemperature(0)
                .setTopP(1)
                .setCachePrompt(true);
        long first = 0;
        int tokens = 0;
        for (LlamaIterator outputs = model.generate(parameters).iterator(); outputs.hasNext(); ) {
            LlamaOutput output = outputs.next();
            if (first == 0 && !output.text.isEmpty()) {
                first = System.nanoTime() - started;
            }
            if (outputs.hasNext()) {
                tokens++;
            }
        }
        return new Timing(tokens, first);
    }

    int tokens(String text) {
        return model.encode(text).length;
    }

    @Override
    public void close() {
        model.close();
    }
}
