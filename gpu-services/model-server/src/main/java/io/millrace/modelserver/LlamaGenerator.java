package io.millrace.modelserver;

import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaOutput;
import io.millrace.catalog.CatalogEntry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
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
 * A GGUF model under llama.cpp: some replies at a time, each in a slot and on a thread of its own (native code would hold a virtual thread's carrier), the
 * rest in a bounded line, first come, first served. Loaded at the first request: quoting, the laptop's default, never needs it.
 */
final class LlamaGenerator implements AutoCloseable {

    /** The code of the problem that there are too many requests. */
    static final String BUSY = "generator-busy";

    /** Replies under way at once. Each slot takes the memory of a context, and four made 1.6 times the tokens a second of one on two cores. */
    static final int SLOTS = 4;

    /** In line: those that wait behind two replies, or what a client waits for anyway. */
    static final int MAX_WAITING = 2 * SLOTS;

    private static final long MILLIS_BETWEEN_SIGNS = 1000;
    private static final int MAX_SECONDS_TO_WAIT = 60;
    private static final double WEIGHT_OF_LAST = 0.2;

    private final CatalogEntry entry;
    private final Path gguf;
    private final int contextTokens;
    private final int threads;
    private final Metrics metrics;
    private final ThreadPoolExecutor slots = new ThreadPoolExecutor(
            SLOTS,
            SLOTS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("generate-", 1).factory());

    private final Object loading = new Object();

    private volatile @Nullable LlamaEngine engine;

    /** Of the last few replies, the latest counting most; replies that end at once may overwrite each other's. */
    private volatile double meanReplyNanos;

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
        return slots.getQueue().size();
    }

    int running() {
        return slots.getActiveCount();
    }

    /** About how long it takes until one more reply can begin. */
    int secondsOfWork() {
        double replies = Math.ceil((waiting() + 1.0) / SLOTS);
        return (int) Math.clamp(Math.ceil(replies * meanReplyNanos / 1e9), 1, MAX_SECONDS_TO_WAIT);
    }

    /** Generates one reply; BUSY when the line is full, INVALID when the prompt leaves no room in the context. */
    Reply generate(ChatRequest request, Listener listener) throws IOException, InterruptedException {
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        Wanted wanted = new Wanted();
        Runnable task = () -> run(request, events, wanted);
        try {
            slots.execute(task);
        } catch (RejectedExecutionException e) {
            throw new ProblemException(
                    new Problem(
                            Category.BUSY,
                            BUSY,
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
            slots.remove(task);
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
        long began = System.nanoTime();
        try {
            events.add(new Event.Finished(reply(request, events, wanted)));
            double took = System.nanoTime() - began;
            meanReplyNanos = meanReplyNanos == 0 ? took : meanReplyNanos + WEIGHT_OF_LAST * (took - meanReplyNanos);
        } catch (RuntimeException e) {
            events.add(new Event.Failed(e));
        } catch (LinkageError e) {
            events.add(new Event.Failed(failed("its native library can't be loaded on this machine", e)));
        }
    }

    private Reply reply(ChatRequest request, BlockingQueue<Event> events, BooleanSupplier wanted) {
        LlamaEngine loaded = loaded();
        String prompt = loaded.prompt(request.messages());
        int promptTokens = loaded.tokens(prompt);
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
        StringBuilder text = new StringBuilder();
        int tokens = 0;
        for (LlamaIterator outputs = loaded.begin(prompt, request, most); outputs.hasNext(); ) {
            if (!wanted.getAsBoolean()) {
                outputs.cancel();
                break;
            }
            LlamaOutput output = outputs.next();
            if (outputs.hasNext()) {
                tokens++;
            }
            if (!output.text.isEmpty()) {
                text.append(output.text);
                events.add(new Event.Text(output.text));
            }
        }
        if (text.chars().anyMatch(unit -> unit > 127)) {
            // A token that ends within a character gives no output.
            tokens = Math.max(tokens, loaded.tokens(text.toString()));
        }
        return new Reply(promptTokens, Math.min(tokens, most), tokens >= most);
    }

    /** Loads the model where that was not done yet. */
    LlamaEngine loaded() {
        synchronized (loading) {
            LlamaEngine loaded = engine;
            if (loaded == null) {
                try {
                    loaded = new LlamaEngine(gguf, contextTokens, SLOTS, threads);
                } catch (RuntimeException e) {
                    throw failed("llama.cpp can't load " + gguf, e);
                }
                engine = loaded;
            }
            return loaded;
        }
    }

    private ProblemException failed(String why, Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        "the generator " + entry.id() + " is not to be had: " + why),
                cause);
    }

    /** Lets the replies under way end, for a second, then gives up the model. */
    @Override
    public void close() {
        slots.shutdownNow();
        try {
            LlamaEngine loaded = engine;
            if (slots.awaitTermination(1, TimeUnit.SECONDS) && loaded != null) {
                loaded.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
