package io.millrace.modelserver;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.CatalogEntry.Engine;
import io.millrace.catalog.CatalogEntry.Task;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the model server, says so in one line of JSON on standard output, and runs until SIGTERM. Exit codes: 0 stopped, 1 failed, 2 wrong usage. */
@Command(
        name = "model-server",
        mixinStandardHelpOptions = true,
        description = "Serves the models of one machine over HTTP.")
public final class ModelServer implements Callable<Integer> {

    private static final String NONE = "none";
    private static final String USUAL_GENERATOR = "smollm2-135m-instruct-q4_1";
    private static final long MEGABYTE = 1 << 20;

    /** For what comes after the drain: the line is worked off, files are closed. */
    private static final int SECONDS_TO_CLOSE = 4;

    @Option(names = "--port", defaultValue = "8090", description = "0 for any that is free; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            description = "the address to listen on; default ${DEFAULT-VALUE}")
    private String bind = "127.0.0.1";

    @Option(
            names = "--models",
            description = "where models lie; default MILLRACE_MODELS, else millrace/models in the user's cache")
    private @Nullable Path models;

    @Option(names = "--catalog", description = "a catalog file; default MILLRACE_CATALOG, else the bundled one")
    private @Nullable Path catalog;

    @Option(names = "--embedder", defaultValue = "all-minilm-l6-v2-q", description = "default ${DEFAULT-VALUE}")
    private String embedder = "";

    @Option(
            names = "--reranker",
            defaultValue = NONE,
            description = "a cross-encoder; none for no reranker; default ${DEFAULT-VALUE}")
    private String reranker = "";

    @Option(
            names = "--generator",
            description =
                    "none for no generator; one that is named is loaded at once, or the server does not start; default "
                            + USUAL_GENERATOR + ", which is loaded at its first request and may be missing")
    private @Nullable String generator;

    @Option(
            names = "--vector-cache",
            description = "a folder where vectors are kept, so that no text is computed twice; default none")
    private @Nullable Path vectorCache;

    @Option(
            names = "--vector-cache-megabytes",
            defaultValue = "512",
            description = "the most that they take there, 0 for none; default ${DEFAULT-VALUE}")
    private int vectorCacheMegabytes;

    @Option(
            names = "--queue",
            defaultValue = "" + LoadedModels.MAX_WAITING_TEXTS,
            description = "the most texts in line before callers are told to come back, for questions, reranking and"
                    + " passages each; default ${DEFAULT-VALUE}")
    private int queue;

    @Option(
            names = "--drain-seconds",
            defaultValue = "5",
            description = "how long requests under way may go on after SIGTERM; default ${DEFAULT-VALUE}")
    private int drainSeconds;

    @Option(names = "--log-requests", description = "a line of JSON for each request on standard error; never its text")
    private boolean logRequests;

    @Option(
            names = "--threads",
            description = "threads that embed and rerank, and that generate; default the number of processors")
    private int threads = Runtime.getRuntime().availableProcessors();

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final PrintStream out;

    private ModelServer(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        // Nothing here logs, so the libraries need no log either; without this SLF4J says so on standard error.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // Standard output is for the one line; llama.cpp's loader writes there too.
        PrintStream out = System.out;
        System.setOut(System.err);
        System.exit(new CommandLine(new ModelServer(out))
                .setOut(new PrintWriter(out, true, out.charset()))
                .execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        long began = System.nanoTime();
        try {
            return run(began);
        } catch (ProblemException | UncheckedIOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            System.err.println("the model server can't start: " + e.getMessage());
            return 1;
        }
    }

    private int run(long began) throws IOException, InterruptedException {
        checkNumbers();
        Catalog known = Catalog.configured(catalog);
        CatalogEntry embedderEntry = ofTask(known, embedder, Task.EMBED);
        @Nullable CatalogEntry rerankerEntry = reranker.equals(NONE) ? null : ofTask(known, reranker, Task.RERANK);
        String generating = generator == null ? USUAL_GENERATOR : generator;
        @Nullable
        CatalogEntry generatorEntry = generating.equals(NONE) ? null : ofTask(known, generating, Task.GENERATE);
        ModelStore store = new ModelStore(models == null ? ModelStore.defaultRoot() : models, known);
        Metrics metrics = new Metrics();
        try (ModelHttpServer http = listen(metrics);
                HeldModels held = new HeldModels(store, ConsoleProgress.onStandardError())) {
            LoadedModels.Files embedderFiles = files(held, embedderEntry);
            LoadedModels.@Nullable Files rerankerFiles = rerankerEntry == null ? null : files(held, rerankerEntry);
            GeneratorState generatorState = generatorEntry == null
                    ? new GeneratorState.Absent("it was started with --generator none")
                    : generator(held, generatorEntry, metrics);
            LoadedModels.Size size = new LoadedModels.Size(threads, queue);
            try (LoadedModels loaded = LoadedModels.load(
                    embedderFiles, rerankerFiles, cache(embedderFiles, metrics), generatorState, size, metrics)) {
                Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
                if (generator != null && generatorState instanceof GeneratorState.Ready(LlamaGenerator named)) {
                    named.load();
                }
                http.serve(loaded);
                announce(http.port(), Duration.ofNanos(System.nanoTime() - began));
                stop.await();
                if (!http.drain(Duration.ofSeconds(drainSeconds))) {
                    System.err.println("stopped with requests under way");
                }
            }
        }
        stopped.countDown();
        return 0;
    }

    private void checkNumbers() throws IOException {
        least("--vector-cache-megabytes", vectorCacheMegabytes, 0);
        least("--queue", queue, 1);
        least("--drain-seconds", drainSeconds, 0);
        least("--threads", threads, 1);
    }

    private static void least(String option, int value, int least) throws IOException {
        if (value < least) {
            throw new IOException(option + " is " + least + " or more, but is " + value);
        }
    }

    private static LoadedModels.Files files(HeldModels held, CatalogEntry entry) {
        return new LoadedModels.Files(entry, held.hold(entry.id()));
    }

    private @Nullable VectorCache cache(LoadedModels.Files embedderFiles, Metrics metrics) throws IOException {
        return vectorCache == null || vectorCacheMegabytes == 0
                ? null
                : VectorCache.open(
                        vectorCache,
                        vectorCacheMegabytes * MEGABYTE,
                        embedderFiles.entry(),
                        embedderFiles.folder(),
                        metrics);
    }

    private void stopAndWait() {
        stop.countDown();
        try {
            if (!stopped.await(drainSeconds + SECONDS_TO_CLOSE, TimeUnit.SECONDS)) {
                System.err.println("stopped before the models were closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ModelHttpServer listen(Metrics metrics) throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IOException("--port is 0 to 65535, but is " + port);
        }
        InetSocketAddress address = new InetSocketAddress(bind, port);
        if (address.isUnresolved()) {
            throw new IOException("--bind is an address of this machine, but is '" + bind + "'");
        }
        try {
            InstantSource clock = InstantSource.system();
            ModelHttpServer http = new ModelHttpServer(
                    address, metrics, new RequestLog(logRequests ? System.err : null, clock), clock);
            http.start();
            return http;
        } catch (BindException e) {
            throw new IOException(
                    bind + ":" + port + " can't be listened on (" + e.getMessage()
                            + "); choose another with --port, or 0 for any",
                    e);
        }
    }

    /** The usual generator is no reason not to embed where it can't be had; one that was named is. */
    private GeneratorState generator(HeldModels held, CatalogEntry entry, Metrics metrics) {
        try {
            return new GeneratorState.Ready(new LlamaGenerator(entry, held.hold(entry.id()), threads, metrics));
        } catch (ProblemException e) {
            if (generator != null) {
                throw e;
            }
            System.err.println(e.getMessage());
            return new GeneratorState.Absent(e.problem().detail());
        }
    }

    private static CatalogEntry ofTask(Catalog known, String id, Task task) {
        CatalogEntry entry = known.entry(id);
        if (entry.task() != task) {
            throw ProblemException.of(
                    Category.INVALID,
                    "model-unfit",
                    "model " + id + " is there to " + entry.task().name().toLowerCase(Locale.ROOT) + ", not to "
                            + task.name().toLowerCase(Locale.ROOT) + "; choose another");
        }
        if (!entry.runsOn(Engine.MODEL_SERVER)) {
            throw ProblemException.of(
                    Category.INVALID,
                    "model-unfit",
                    "this server can't run the files of model " + id + ", which are for "
                            + entry.engines().keySet().stream()
                                    .map(Engine::key)
                                    .sorted()
                                    .collect(Collectors.joining(", "))
                            + "; choose another");
        }
        return entry;
    }

    private void announce(int actualPort, Duration took) {
        out.printf(
                Locale.ROOT,
                "{\"ready\":true,\"url\":\"http://%s:%d\",\"seconds\":%.3f}%n",
                bind.contains(":") ? "[" + bind + "]" : bind,
                actualPort,
                took.toMillis() / 1000.0);
        out.flush();
    }
}
