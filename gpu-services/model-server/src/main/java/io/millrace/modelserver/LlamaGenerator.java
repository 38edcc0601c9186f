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
 * rest in a bounded line, first come, first served. Loaded at the first request unless sooner: quoting, the laptop's default, never needs it.
 */
final class LlamaGenerator implements AutoCloseable {

    /** Replies under way at once. Each slot takes the memory of a context, and four made 1.6 times the tokens a second of one on two cores. */
    static final int SLOTS = 4;

    /** In line: those that wait behind two replies, or what a client waits for anyway. */
    static final int MAX_WAITING = 2 * SLOTS;

    /** Far above the longest of usual vocabularies, which are rows of blanks. */
    private static final int MOST_CHARACTERS_A_TOKEN = 256;

    private static final long NANOS_BETWEEN_SIGNS = 1_000_000_000;
    private static final int MAX_SECONDS_TO_WAIT = 60;
    private static final int SECONDS_TO_CLOSE = 3;
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

    private volatile boolean closed;

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

        record Failed(ProblemException reason) implements Event {}
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

    /**
     * Generates one reply; INTERNAL when the engine fails, BUSY when the line is full, INVALID when the prompt leaves no room in the context, TIMEOUT when it has not ended by the deadline: then it
     * is given up, in line at once, and in a slot at its next token.
     */
    Reply generate(ChatRequest request, Deadline deadline, Listener listener) throws IOException, InterruptedException {
        long asked = System.nanoTime();
        if (deadline.passed()) {
            throw Call.late();
        }
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        Wanted wanted = new Wanted();
        Runnable task = () -> run(request, events, wanted);
        try {
            slots.execute(task);
        } catch (RejectedExecutionException e) {
            throw new ProblemException(
                    new Problem(
                            Category.BUSY,
                            "generator-busy",
                            MAX_WAITING + " requests wait for the generator " + entry.id() + "; try again later"),
                    e);
        }
        boolean started = false;
        boolean first = true;
        try {
            while (true) {
                long most = Math.min(NANOS_BETWEEN_SIGNS, deadline.nanosLeft());
                Event event = events.poll(most, TimeUnit.NANOSECONDS);
                if (deadline.passed() && !(event instanceof Event.Finished)) {
                    throw Call.late();
                }
                switch (event) {
                    case null -> {
                        if (started) {
                            listener.waiting();
                        }
                    }
                    case Event.Started() -> started = true;
                    case Event.Text(String piece) -> {
                        listener.text(piece);
                        if (first) {
                            first = false;
                            metrics.firstToken(System.nanoTime() - asked);
                        }
                    }
                    case Event.Failed(ProblemException reason) -> throw reason;
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
        } catch (ProblemException e) {
            events.add(new Event.Failed(e));
        } catch (LinkageError e) {
            events.add(new Event.Failed(unlinked(e)));
        } catch (RuntimeException | Error e) {
            // Whatever it was, its caller waits for an event, and one that streams for an end that says so.
            FailureTrace.print(e);
            events.add(new Event.Failed(new ProblemException(
                    new Problem(
                            Category.INTERNAL,
                            "model-failed",
                            "the generator " + entry.id() + " failed; the model server's standard error says where"),
                    e)));
        }
    }

    private Reply reply(ChatRequest request, BlockingQueue<Event> events, BooleanSupplier wanted) {
        LlamaEngine loaded = loaded();
        String prompt = loaded.prompt(request.messages());
        if (prompt.length() > (long) contextTokens * MOST_CHARACTERS_A_TOKEN) {
            // llama.cpp would take it apart on the thread that all replies share, for seconds.
            throw tooLong(prompt.length() + " characters");
        }
        LlamaIterator outputs = loaded.begin(prompt, request, Math.min(request.maxTokens(), contextTokens));
        // While llama.cpp reads it.
        int promptTokens = loaded.tokens(prompt);
        int room = contextTokens - promptTokens - 1;
        if (room < 1) {
            outputs.cancel();
            throw tooLong(promptTokens + " tokens");
        }
        events.add(new Event.Started());
        int most = Math.min(request.maxTokens(), room);
        StringBuilder text = new StringBuilder();
        int tokens = 0;
        while (outputs.hasNext()) {
            LlamaOutput output = outputs.next();
            if (outputs.hasNext()) {
                tokens++;
                // Not before the first output: what has no slot yet would be given one all the same.
                if (closed) {
                    outputs.cancel();
                    throw ProblemException.of(
                            Category.UNAVAILABLE, "model-unavailable", "the model server is stopping");
                }
                if (!wanted.getAsBoolean()) {
                    outputs.cancel();
                    break;
                }
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

    private ProblemException tooLong(String length) {
        return ProblemException.of(
                Category.INVALID,
                "context-length-exceeded",
                "the messages have " + length + " and the context of " + entry.id() + " has " + contextTokens
                        + " tokens; send less");
    }

    /** Loads the model now; UNAVAILABLE when it can't be. */
    void load() {
        try {
            loaded();
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private ProblemException unlinked(LinkageError e) {
        return failed("its native library can't be loaded on this machine", e);
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

    /** Ends the replies under way at their next token, then gives up the model; native code that still ran while the process ends would be a SIGSEGV. */
    @Override
    public void close() {
        closed = true;
        slots.shutdownNow();
        try {
            LlamaEngine loaded = engine;
            if (slots.awaitTermination(SECONDS_TO_CLOSE, TimeUnit.SECONDS) && loaded != null) {
                loaded.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
