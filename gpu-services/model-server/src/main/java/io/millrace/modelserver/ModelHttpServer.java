package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The routes over the JDK's own HTTP server, a virtual thread a request: it starts in milliseconds and adds nothing to the process, and a
 * model server's work is in the model. Listens at once and answers 503 until the models are loaded.
 */
final class ModelHttpServer implements AutoCloseable {

    static {
        // Read once, when the server's class is loaded. Without the first each answer waits for an acknowledgement
        // (Nagle); the second keeps connections that a client's pool holds for five minutes.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "330");
        // Whoever opens connections without end, or sends a body drop by drop, holds nothing for long.
        System.setProperty("jdk.httpserver.maxConnections", "1024");
        System.setProperty("sun.net.httpserver.maxReqTime", "120");
    }

    private static final String CHAT = "/v1/chat/completions";
    private static final int BACKLOG = 256;
    private static final int GRACE_SECONDS = 2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Metrics metrics;
    private final RequestLog log;
    private final Lifecycle lifecycle = new Lifecycle();
    private final BodyMemory memory = BodyMemory.ofHeap();
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private volatile @Nullable LoadedModels models;

    @FunctionalInterface
    private interface Handler {
        void handle(HttpCall call) throws IOException, InterruptedException;
    }

    private record Route(String method, Handler handler) {
        /** What is finished before the server ends, and not begun then. */
        boolean isWork() {
            return method.equals("POST");
        }
    }

    ModelHttpServer(InetSocketAddress address, Metrics metrics, RequestLog log, InstantSource clock)
            throws IOException {
        this.metrics = metrics;
        this.log = log;
        this.server = HttpServer.create(address, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::dispatch);
        post("/v1/embeddings", call -> new EmbeddingsRoute(loaded()).handle(call));
        post("/embed", call -> new TeiRoutes(loaded()).embed(call));
        post("/tokenize", call -> new TeiRoutes(loaded()).tokenize(call));
        post("/rerank", call -> new RerankRoutes(reranker()).tei(call));
        post("/v1/rerank", call -> new RerankRoutes(reranker()).common(call));
        ChatRoute chat = new ChatRoute(() -> loaded().generator(), clock);
        post(CHAT, chat::handle);
        get("/v1/models", this::listModels);
        HealthRoutes health = new HealthRoutes(lifecycle, () -> models);
        get("/health", health::ready);
        get("/health/ready", health::ready);
        get("/health/started", health::started);
        get("/health/live", health::live);
        get("/metrics", call -> call.answerText("text/plain; version=0.0.4", metricsText()));
    }

    void start() {
        server.start();
    }

    /** From now on requests are served. */
    void serve(LoadedModels loaded) {
        models = loaded;
        lifecycle.serve();
    }

    /** Takes no more work; whether all that was under way has ended within the time. */
    boolean drain(Duration most) throws InterruptedException {
        return lifecycle.drain(most);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void post(String path, Handler handler) {
        routes.put(path, new Route("POST", handler));
    }

    private void get(String path, Handler handler) {
        routes.put(path, new Route("GET", handler));
    }

    private LoadedModels loaded() {
        LoadedModels loaded = models;
        if (loaded == null) {
            throw ProblemException.of(
                    Category.UNAVAILABLE, "model-unavailable", "the models are being loaded; try again in a second");
        }
        return loaded;
    }

    private LoadedModels.Reranker reranker() {
        return loaded().reranker()
                .orElseThrow(() -> ProblemException.of(
                        Category.UNAVAILABLE,
                        "model-unavailable",
                        "no reranker is served here; start the model server with --reranker"));
    }

    private void dispatch(HttpExchange exchange) throws IOException {
        HttpCall call = new HttpCall(exchange, memory, System.nanoTime());
        String path = call.path();
        Route route = routes.get(path);
        boolean entered = route != null && route.isWork() && lifecycle.enter();
        try {
            try (exchange;
                    call) {
                answer(call, path, route, entered);
            }
        } finally {
            if (entered) {
                lifecycle.leave();
            }
            String known = route == null ? "other" : path;
            metrics.answered(known, call.status(), call.nanosSoFar());
            log.answered(call, known);
        }
    }

    private void answer(HttpCall call, String path, @Nullable Route route, boolean entered) throws IOException {
        if (route == null) {
            answer(
                    call,
                    404,
                    new Problem(Category.NOT_FOUND, "path-unknown", "there are " + String.join(", ", routes.keySet())));
        } else if (!route.method().equals(call.method())) {
            call.header("Allow", route.method());
            answer(call, 405, new Problem(Category.INVALID, "method-not-allowed", path + " takes " + route.method()));
        } else if (route.isWork() && !entered) {
            // So that the caller's next request goes to another replica.
            call.header("Connection", "close");
            answer(call, 503, new Problem(Category.UNAVAILABLE, "model-unavailable", "the model server is stopping"));
        } else {
            handle(call, route.handler());
        }
    }

    private void handle(HttpCall call, Handler handler) throws IOException {
        try {
            handler.handle(call);
        } catch (ProblemException e) {
            answer(call, e.problem().category().status(), e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(call, 503, new Problem(Category.UNAVAILABLE, "model-unavailable", "the model server is stopping"));
        } catch (RuntimeException e) {
            FailureTrace.print(e);
            answer(
                    call,
                    500,
                    new Problem(
                            Category.INTERNAL,
                            "model-failed",
                            "the model server failed; its standard error says where"));
        }
    }

    private void answer(HttpCall call, int status, Problem problem) throws IOException {
        if (problem.category().retryable() && problem.category() != Category.INTERNAL) {
            call.header("Retry-After", Integer.toString(secondsUntilRetry(call, problem)));
        }
        call.answer(status, json -> HttpCall.writeError(json, problem));
    }

    /** A model that has too much to do says how long that takes; all else passes within a second or is not known. */
    private int secondsUntilRetry(HttpCall call, Problem problem) {
        LoadedModels loaded = models;
        boolean busy = problem.category() == Category.BUSY || problem.category() == Category.TIMEOUT;
        if (!busy || loaded == null) {
            return 1;
        }
        return loaded.generator() instanceof GeneratorState.Ready(LlamaGenerator generator)
                        && call.path().equals(CHAT)
                ? generator.secondsOfWork()
                : loaded.workers().secondsOfWork();
    }

    private void listModels(HttpCall call) throws IOException {
        LoadedModels loaded = loaded();
        call.answer(200, json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            writeModel(json, loaded.embedderId());
            if (loaded.reranker().isPresent()) {
                writeModel(json, loaded.reranker().get().id());
            }
            if (loaded.generator() instanceof GeneratorState.Ready(LlamaGenerator generator)) {
                writeModel(json, generator.id());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void writeModel(JsonGenerator json, String id) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("object", "model");
        json.writeNumberField("created", 0);
        json.writeStringField("owned_by", "millrace");
        json.writeEndObject();
    }

    private String metricsText() {
        LoadedModels loaded = models;
        LlamaGenerator generator =
                loaded != null && loaded.generator() instanceof GeneratorState.Ready(LlamaGenerator ready)
                        ? ready
                        : null;
        return metrics.text(
                memory::taken,
                () -> loaded == null ? 0 : loaded.workers().waiting(),
                () -> generator == null ? 0 : generator.waiting(),
                () -> generator == null ? 0 : generator.running());
    }

    /** Takes no more requests, and lets those under way end. */
    @Override
    public void close() {
        server.stop(GRACE_SECONDS);
        threads.shutdownNow();
    }
}
