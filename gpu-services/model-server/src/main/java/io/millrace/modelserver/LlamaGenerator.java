package io.millrace.modelserver;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import io.millrace.catalog.CatalogEntry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF model under llama.cpp: one reply at a time, on a thread of its own (native code would hold a virtual thread's carrier), the rest in a short
 * line. Loaded at the first request: quoting, the laptop's default, never needs it.
 */
final class LlamaGenerator implements AutoCloseable {

    private static final int MAX_WAITING = 8;

    /** How much of a prompt is read at once; the buffers for it grow with this, and a CPU reads no faster with more. */
    private static final int BATCH_TOKENS = 128;

    private static final long MILLIS_BETWEEN_SIGNS = 1000;

    private final CatalogEntry entry;
    private final Path gguf;
    private final int contextTokens;
    private final int threads;
    private final Metrics metrics;
    private final ThreadPoolExecutor slot = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("generate").factory());

    /** Touched by the slot's thread only. */
    private @Nullable LlamaModel model;

    LlamaGenerator(CatalogEntry entry, Path folder, int threads, Metrics metrics) {
        this.entry = entry;
        this.gguf = folder.resolve(entry.file("model").name());
        this.contextTokens =
                Objects.requireNonNull(entry.generation(), entry.id()).contextTokens();
        this.threads = threads;
        this.metrics = metrics;
    }

    /** Takes a reply as it comes, on the caller's thread; an exception cancels the reply. */
    interface Listener {

        void text(String piece) throws IOException;

        /** The prompt is being read and nothing has come for a second. Never before a request is known to be good. */
        void waiting() throws IOException;
    }

    /** @param length whether it ended because no more tokens were allowed */
    record Reply(int promptTokens, int completionTokens, boolean length) {}

    private sealed interface Event {
        /** The request has the slot, and its prompt fits. */
        record Started() implements Event {}

        record Text(String piece) implements Event {}

        record Finished(Reply reply) implements Event {}

        record Failed(RuntimeException reason) implements Event {}
    }

    String id() {
        return entry.id();
    }

    int waiting() {
        return slot.getQueue().size();
    }

    int running() {
        return slot.getActiveCount();
    }

    /** Generates one reply; BUSY when the line is full, INVALID when the prompt leaves no room in the context. */
    Reply generate(ChatRequest request, Listener listener) throws IOException, InterruptedException {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        Wanted wanted = new Wanted();
        try {
            slot.execute(() -> run(request, events, wanted));
        } catch (RejectedExecutionException e) {
            throw new ProblemException(
                    new Problem(
                            Category.BUSY,
                            "model-busy",
                            MAX_WAITING + " requests wait for the generator " + entry.id() + "; try again later"),
                    e);
        }
        boolean started = false;
        try {
            while (true) {
                Event event = events.poll(MILLIS_BETWEEN_SIGNS, TimeUnit.MILLISECONDS);
                switch (event) {
                    case null -> {
                        if (started) {
                            listener.waiting();
                        }
                    }
                    case Event.Started() -> started = true;
                    case Event.Text(String piece) -> listener.text(piece);
                    case Event.Failed(RuntimeException reason) -> throw reason;
                    case Event.Finished(Reply reply) -> {
                        metrics.generated(reply.promptTokens(), reply.completionTokens());
                        return reply;
                    }
                }
            }
        } finally {
            wanted.over();
        }
    }

    /** Whether the caller still waits. */
    private static final class Wanted implements BooleanSupplier {
        private volatile boolean wanted = true;

        void over() {
            wanted = false;
        }

        @Override
        public boolean getAsBoolean() {
            return wanted;
        }
    }

    private void run(ChatRequest request, BlockingQueue<Event> events, BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        try {
            events.add(new Event.Finished(reply(request, events, wanted)));
        } catch (RuntimeException e) {
            events.add(new Event.Failed(e));
        } catch (LinkageError e) {
            events.add(new Event.Failed(failed("its native library can't be loaded on this machine", e)));
        }
    }

    private Reply reply(ChatRequest request, BlockingQueue<Event> events, BooleanSupplier wanted) {
        LlamaModel loaded = loaded();
        String prompt = loaded.applyTemplate(messages(request));
        int promptTokens = loaded.encode(prompt).length;
        int room = contextTokens - promptTokens - 1;
        if (room < 1) {
            throw ProblemException.of(
                    Category.INVALID,
                    "context-length-exceeded",
                    "the messages have " + promptTokens + " tokens and the context of " + entry.id() + " has "
                            + contextTokens + "; send less");
        }
        events.add(new Event.Started());
        int most = Math.min(request.maxTokens(), room);
        InferenceParameters parameters = new InferenceParameters(prompt)
                .setNPredict(most)
                .setTemperature((float) request.temperature())
                .setTopP((float) request.topP())
                .setCachePrompt(false);
        if (request.seed() != null) {
            parameters.setSeed(request.seed());
        }
        if (!request.stop().isEmpty()) {
            parameters.setStopStrings(request.stop().toArray(String[]::new));
        }
        int tokens = 0;
        for (LlamaIterator outputs = loaded.generate(parameters).iterator(); outputs.hasNext(); ) {
            if (!wanted.getAsBoolean()) {
                outputs.cancel();
                break;
            }
            LlamaOutput output = outputs.next();
            tokens++;
            if (!output.text.isEmpty()) {
                events.add(new Event.Text(output.text));
            }
        }
        return new Reply(promptTokens, Math.min(tokens, most), tokens >= most);
    }

    private LlamaModel loaded() {
        if (model == null) {
            try {
                model = new LlamaModel(new ModelParameters()
                        .setModel(gguf.toString())
                        .setCtxSize(contextTokens)
                        .setParallel(1)
                        .setBatchSize(BATCH_TOKENS)
                        .setUbatchSize(BATCH_TOKENS)
                        .setThreads(threads)
                        .setThreadsBatch(threads)
                        .disableLog());
            } catch (RuntimeException e) {
                throw failed("llama.cpp can't load " + gguf, e);
            }
        }
        return model;
    }

    private ProblemException failed(String why, Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        "the generator " + entry.id() + " is not to be had: " + why),
                cause);
    }

    private static InferenceParameters messages(ChatRequest request) {
        List<Pair<String, String>> turns = new ArrayList<>();
        String system = null;
        for (ChatRequest.Message message : request.messages()) {
            String content = withoutControlTokens(message.content());
            if (message.role().equals("system")) {
                system = system == null ? content : system + "\n\n" + content;
            } else {
                turns.add(new Pair<>(message.role(), content));
            }
        }
        return new InferenceParameters("").setMessages(system, turns);
    }

    /** Text must not end its own turn: the template's control tokens ({@code <|im_end|>} and such) are taken apart. */
    static String withoutControlTokens(String text) {
        return text.replace("<|", "< |");
    }

    /** Lets the reply under way end, for a second, then gives up the model. */
    @Override
    public void close() {
        slot.shutdownNow();
        try {
            if (slot.awaitTermination(1, TimeUnit.SECONDS) && model != null) {
                model.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
