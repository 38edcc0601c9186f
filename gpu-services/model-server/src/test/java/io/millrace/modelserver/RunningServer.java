package io.millrace.modelserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ConsoleProgress;
import io.millrace.catalog.ModelStore;
import io.millrace.client.ModelEndpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The real server with real models from the user's cache, which the catalog fills at the first run. */
final class RunningServer implements AutoCloseable {

    static final String EMBEDDER = "all-minilm-l6-v2-q";
    static final String GENERATOR = "smollm2-135m-instruct-q4_1";

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelHttpServer http;
    private final LoadedModels models;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningServer(ModelHttpServer http, LoadedModels models) {
        this.http = http;
        this.models = models;
    }

    static RunningServer withoutGenerator() throws IOException, InterruptedException {
        return start(new GeneratorState.Absent("the test has none"), null, new Metrics());
    }

    static RunningServer thatRemembers(Path folder) throws IOException, InterruptedException {
        Metrics metrics = new Metrics();
        return start(
                new GeneratorState.Absent("the test has none"),
                VectorCache.open(folder, 64 << 20, Catalog.load().entry(EMBEDDER), folder(EMBEDDER), metrics),
                metrics);
    }

    static RunningServer withGenerator() throws IOException, InterruptedException {
        Metrics metrics = new Metrics();
        CatalogEntry entry = Catalog.load().entry(GENERATOR);
        return start(new GeneratorState.Ready(new LlamaGenerator(entry, folder(GENERATOR), 2, metrics)), null, metrics);
    }

    /**
     * @param embedder a model of the catalog
     * @param reranker null for none
     * @param maxWaiting texts in each line
     * @param log null for none
     */
    static RunningServer with(
            String embedder, LoadedModels.@Nullable Files reranker, int maxWaiting, @Nullable PrintStream log)
            throws IOException, InterruptedException {
        return start(
                embedder,
                reranker,
                new GeneratorState.Absent("the test has none"),
                null,
                maxWaiting,
                log,
                new Metrics());
    }

    static Path folder(String model) {
        return new ModelStore(ModelStore.defaultRoot()).ensure(model, ConsoleProgress.onStandardError());
    }

    static LoadedModels.Files files(String model) {
        return new LoadedModels.Files(Catalog.load().entry(model), folder(model));
    }

    private static RunningServer start(GeneratorState generator, @Nullable VectorCache cache, Metrics metrics)
            throws IOException, InterruptedException {
        return start(EMBEDDER, null, generator, cache, LoadedModels.MAX_WAITING_TEXTS, null, metrics);
    }

    private static RunningServer start(
            String embedder,
            LoadedModels.@Nullable Files reranker,
            GeneratorState generator,
            @Nullable VectorCache cache,
            int maxWaiting,
            @Nullable PrintStream log,
            Metrics metrics)
            throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        ModelHttpServer http = new ModelHttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, new RequestLog(log, clock), clock);
        http.start();
        LoadedModels models = LoadedModels.load(
                files(embedder), reranker, cache, generator, new LoadedModels.Size(2, maxWaiting), metrics);
        http.serve(models);
        return new RunningServer(http, models);
    }

    ModelEndpoint endpoint(String model) {
        return new ModelEndpoint(base(), model, Duration.ofSeconds(60));
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + http.port());
    }

    ModelHttpServer http() {
        return http;
    }

    LoadedModels models() {
        return models;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(base().resolve(path)).build(), BodyHandlers.ofString());
    }

    /** @param headers names and values in turn */
    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base().resolve(path)).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode answer(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
        models.close();
    }
}
