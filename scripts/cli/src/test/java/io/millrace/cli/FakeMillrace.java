package io.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.ingest.FileUri;
import io.millrace.core.document.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Speaks what the command line needs of the API, intake and dead letters, and holds documents in memory. */
final class FakeMillrace extends Dispatcher implements AutoCloseable {

    static final String REJECTED_TEXT = "reject me";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MockWebServer server = new MockWebServer();
    private final Map<String, Map<String, Object>> documents = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> queries = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<JsonNode> bodies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<MockResponse> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private volatile int looks;
    private volatile @Nullable Path trigger;
    private volatile Runnable atUpload = () -> {};

    FakeMillrace() throws IOException {
        server.setDispatcher(this);
        server.start();
    }

    String url() {
        String url = server.url("/").toString();
        return url.substring(0, url.length() - 1);
    }

    /** Method and path of all that was asked. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Uris of what is registered. */
    Set<String> sources() {
        return Set.copyOf(sources);
    }

    /** The JSON bodies that came. */
    List<JsonNode> bodies() {
        return List.copyOf(bodies);
    }

    /** The next request but for status gets this. */
    void failNext(int status, String problem) {
        failures.add(json(status, problem));
    }

    /** Done as an upload comes in, before it is answered. */
    void atUpload(Runnable what) {
        atUpload = what;
    }

    /** The next request but for status is told to come back. */
    void busyNext(int seconds) {
        failures.add(json(429, "{}")
                .newBuilder()
                .addHeader("Retry-After", Integer.toString(seconds))
                .build());
    }

    /** A document under way, which has settled when it is asked for by its id. */
    void holdUntilAsked(String uri) {
        put(uri, "indexed", "e").put("changing", true);
        held.add(id(uri));
    }

    /** A document of somebody else, which never settles. */
    void holdForEver(String uri) {
        put(uri, "pending", "");
    }

    /** Each notification is followed by the event that its document is indexed, at the subscriber that this Trigger names. */
    void deliverBy(Path file) {
        trigger = file;
    }

    /** The queries of the requests so far, empty for none. */
    List<String> queries() {
        return List.copyOf(queries);
    }

    /** Makes {@code data} look like the data directory of this one. */
    void runOn(Path data) throws IOException {
        Files.createDirectories(data);
        Files.writeString(
                data.resolve("launcher.pid"),
                Long.toString(ProcessHandle.current().pid()));
        listenFor(data);
    }

    /** Makes this one what the launcher on {@code data} has started. */
    void listenFor(Path data) throws IOException {
        Files.writeString(
                data.resolve("run.json"),
                JSON.writeValueAsString(Map.of(
                        "url",
                        url(),
                        "intake",
                        url() + "/intake/",
                        "broker",
                        url() + "/default/default",
                        "brokerAdmin",
                        url() + "/admin/",
                        "models",
                        url() + "/models",
                        "status",
                        url() + "/processes",
                        "startedAt",
                        "2026-11-24T00:00:00Z")));
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        HttpUrl url = request.getUrl();
        String path = url.encodedPath();
        requests.add(request.getMethod() + " " + path);
        queries.add(String.valueOf(url.query()));
        try {
            if (path.equals("/v1/status")
                    && "Bearer wrong".equals(request.getHeaders().get("Authorization"))) {
                return json(401, "{\"title\":\"key-unknown\",\"detail\":\"there is no such API key\"}");
            }
            if (path.equals("/v1/status")) {
                return json(
                        200,
                        "{\"documents\":" + documents.size() + ",\"chunks\":7,\"pending\":0,\"deadLetters\":1,"
                                + "\"processes\":[{\"name\":\"functions\",\"pid\":1,\"rssMegabytes\":300.5}],"
                                + "\"stages\":{\"announced\":3,\"embedding\":1,\"indexed\":7,\"rejected\":2},"
                                + "\"queue\":{\"chunks-prepared\":4,\"document-changed\":2},\"documentsPerSecond\":12.5,"
                                + "\"rejections\":[{\"uri\":\"eval:r\",\"code\":\"document-empty\",\"reason\":\"No text.\"}],"
                                + "\"quotas\":{\"documents\":{\"use\":7,\"limit\":10},\"bytes\":{\"use\":99}},"
                                + "\"capture\":[{\"source\":\"shop\",\"state\":\"capturing\",\"lagSeconds\":0,\"owed\":{}},"
                                + "{\"source\":\"desk\",\"state\":\"waiting\",\"lagSeconds\":71,\"owed\":{\"row:desk/a/\":\"altered\"},"
                                + "\"error\":\"the server is away\"}],"
                                + "\"reindex\":[{\"scope\":\"\",\"done\":true,\"changed\":12,\"removed\":3,\"unchanged\":400,"
                                + "\"failed\":[{\"uri\":\"s3://away/\",\"reason\":\"it can't be reached\"},"
                                + "{\"uri\":\"s3://back/\",\"reason\":\"it was away\"}],"
                                + "\"startedAt\":\"2026-12-01T03:17:00Z\",\"touchedAt\":\"2026-12-01T03:18:00Z\"},"
                                + "{\"scope\":\"s3://back/\",\"done\":true,\"changed\":1,\"removed\":0,\"unchanged\":5,\"failed\":[],"
                                + "\"startedAt\":\"2026-12-01T08:00:00Z\",\"touchedAt\":\"2026-12-01T08:00:01Z\"}],"
                                + "\"freshnessMillis\":{\"p50\":5,\"p99\":9}}");
            }
            MockResponse failure = failures.poll();
            return failure != null ? failure : answer(request, url, path);
        } catch (IOException e) {
            return json(400, "{\"detail\":\"malformed JSON\"}");
        }
    }

    private MockResponse answer(RecordedRequest request, HttpUrl url, String path) throws IOException {
        ByteString body = request.getBody() == null ? ByteString.EMPTY : request.getBody();
        boolean upload = path.equals("/v1/documents") && request.getMethod().equals("POST");
        JsonNode json = upload || body.size() == 0 ? JSON.missingNode() : JSON.readTree(body.utf8());
        bodies.add(json);
        if (upload) {
            atUpload.run();
            String uri = String.valueOf(url.queryParameter("uri"));
            boolean bad = body.utf8().contains(REJECTED_TEXT);
            Map<String, Object> document = put(uri, bad ? "rejected" : "indexed", "e");
            return json(202, JSON.writeValueAsString(document));
        }
        if (path.equals("/v1/documents")) {
            return page(new ArrayList<>(documents.values()));
        }
        if (path.equals("/v1/documents/states")) {
            List<Map<String, Object>> found = new ArrayList<>();
            for (JsonNode id : json.path("ids")) {
                Map<String, Object> document = documents.get(id.asText());
                if (document != null) {
                    if (held.remove(id.asText())) {
                        document.put("changing", false);
                        document.put("searchableAt", "2026-11-24T00:00:01Z");
                    }
                    found.add(document);
                }
            }
            return page(found);
        }
        if (path.startsWith("/v1/documents/")) {
            Map<String, Object> document = documents.get(path.substring("/v1/documents/".length()));
            if (document == null) {
                return json(
                        404, "{\"type\":\"urn:millrace:problem:document-unknown\",\"detail\":\"no such document\"}");
            }
            if (request.getMethod().equals("DELETE")) {
                document.put("state", "removed");
            }
            return json(200, JSON.writeValueAsString(document));
        }
        return switch (path) {
            case "/v1/pages" -> pages(json);
            case "/v1/sources" -> sources(request, json);
            case "/v1/search" ->
                json(
                        200,
                        "{\"passages\":[{\"document\":\"" + id("eval:a") + "\",\"chunk\":\"c\",\"uri\":\"eval:a\","
                                + "\"title\":\"A\",\"page\":3,\"headings\":[\"H\"],\"text\":\"some text\",\"score\":1.5,\"scores\":{\"bm25\":2}}],"
                                + "\"timings\":{\"search\":1.5}}");
            case "/v1/chat/completions" -> chat(json);
            case "/v1/reindex" -> reindex(request, url, json);
            case "/intake/" -> notification(request, json);
            case "/processes" ->
                json(
                        200,
                        "{\"functions\":[{\"name\":\"intake\",\"state\":\"stopped\"}],\"processes\":[{\"name\":\"broker\",\"pid\":1}]}");
            case "/v1/dead-letters" ->
                json(
                        200,
                        "{\"deadLetters\":[{\"id\":\"7\",\"type\":\"t\",\"trigger\":\"chunking\","
                                + "\"attempts\":3,\"status\":422,\"reason\":\"bad\",\"time\":\"2026\",\"tenant\":\"default\"}]}");
            case "/v1/dead-letters/7", "/v1/dead-letters/7/replay" -> json(200, "{\"id\":\"7\",\"event\":{}}");
            default -> json(404, "{\"detail\":\"nothing at " + path + "\"}");
        };
    }

    private MockResponse sources(RecordedRequest request, JsonNode json) throws JsonProcessingException {
        if (request.getMethod().equals("GET")) {
            List<Map<String, String>> registered =
                    sources.stream().map(uri -> Map.of("uri", uri)).toList();
            return json(200, JSON.writeValueAsString(Map.of("sources", registered)));
        }
        if (request.getMethod().equals("DELETE")) {
            sources.remove(String.valueOf(request.getUrl().queryParameter("uri")));
            return json(204, "");
        }
        String root = json.path("root").asText();
        String uri = root.contains("://") ? root : FileUri.of(Path.of(root));
        sources.add(uri);
        return json(200, JSON.writeValueAsString(Map.of("uri", uri)));
    }

    private MockResponse pages(JsonNode json) throws JsonProcessingException {
        List<Map<String, Object>> receipts = new ArrayList<>();
        for (JsonNode url : json.path("urls")) {
            String uri = url.asText();
            receipts.add(
                    uri.contains("127.0.0.1")
                            ? Map.of("uri", uri, "code", "document-address-refused", "reason", "not public")
                            : put(uri, "indexed", "e"));
        }
        return json(202, JSON.writeValueAsString(Map.of("documents", receipts)));
    }

    /** A run that takes two looks to be done. */
    private MockResponse reindex(RecordedRequest request, HttpUrl url, JsonNode json) throws JsonProcessingException {
        boolean asked = request.getMethod().equals("POST");
        looks = asked ? 0 : Math.addExact(looks, 1);
        String scope = asked ? json.path("scope").asText() : String.valueOf(url.queryParameter("scope"));
        Map<String, Object> run = new LinkedHashMap<>();
        boolean nothing = scope.endsWith("nope") || scope.endsWith("/typo/") || scope.startsWith("s3://away/");
        run.put("run", "r");
        run.put("scope", scope);
        run.put("mode", asked ? json.path("mode").asText() : "all");
        run.put("done", scope.endsWith("nope") || looks >= 2);
        run.put("changed", nothing ? 0 : looks);
        run.put("removed", nothing ? 0 : 1);
        run.put("unchanged", nothing ? 0 : 40);
        if (scope.contains("away") && !asked) {
            run.put("failed", List.of(Map.of("uri", "s3://away/", "reason", "it can't be reached")));
        }
        run.put("touchedAt", Instant.now().toString());
        return json(asked ? 202 : 200, JSON.writeValueAsString(run));
    }

    private MockResponse notification(RecordedRequest request, JsonNode data) throws IOException {
        String uri = data.path("uri").asText();
        if (String.valueOf(request.getHeaders().get("ce-type")).equals("millrace.file.removed.v1")) {
            put(uri, "removed", "");
            return new MockResponse.Builder().code(204).build();
        }
        Path file = Path.of(URI.create(uri));
        String etag = data.path("size").asLong() + "-"
                + Instant.parse(data.path("modifiedAt").asText()).toEpochMilli();
        boolean bad = Files.readString(file).contains(REJECTED_TEXT);
        put(uri, bad ? "rejected" : "indexed", etag);
        if (trigger != null) {
            deliver(id(uri), trigger);
        }
        return new MockResponse.Builder().code(204).build();
    }

    private static void deliver(String document, Path trigger) throws IOException {
        String subscriber = Files.readString(trigger).replaceAll("(?s).*uri: (\\S+).*", "$1");
        HttpRequest event = HttpRequest.newBuilder(URI.create(subscriber))
                .POST(BodyPublishers.ofString("{\"document\":\"" + document + "\"}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(event, BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> put(String uri, String state, String etag) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id(uri));
        document.put("uri", uri);
        document.put("state", state);
        document.put("changing", false);
        document.put("etag", etag);
        document.put("chunks", state.equals("indexed") ? 2 : 0);
        if (state.equals("indexed")) {
            document.put("chunksEmbedded", 1);
        }
        if (state.equals("rejected")) {
            document.put("code", "document-empty");
            document.put("reason", "there is nothing in it");
        }
        documents.put(id(uri), document);
        return document;
    }

    static String id(String uri) {
        return DocumentKey.of("default", uri).id();
    }

    private static MockResponse chat(JsonNode request) {
        String question = request.path("messages").path(0).path("content").asText();
        if (question.length() > 100) {
            return json(
                    413,
                    "{\"type\":\"urn:millrace:problem:question-too-long\",\"detail\":\"the question is too long: shorten it\"}");
        }
        String details =
                "{\"answered\":true,\"mode\":\"quote\",\"degraded\":false,\"citations\":[{\"number\":1,\"document\":\""
                        + id("eval:a")
                        + "\",\"chunk\":\"c\",\"uri\":\"eval:a\",\"title\":\"A\",\"page\":3,\"headings\":[\"H\"],"
                        + "\"quote\":\"It is 42.\",\"span\":{\"start\":0,\"end\":9}}],\"timings\":{\"total\":5}}";
        if (!request.path("stream").asBoolean()) {
            return json(
                    200,
                    "{\"choices\":[{\"message\":{\"content\":\"It is 42. [1]\"}}],\"usage\":{\"total_tokens\":3},\"millrace\":"
                            + details + "}");
        }
        return new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "text/event-stream")
                .body("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"It is\"}}]}\n\n"
                        + "data: {\"choices\":[{\"delta\":{\"content\":\" 42. [1]\"}}]}\n\n"
                        + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"millrace\":" + details
                        + "}\n\n"
                        + "data: [DONE]\n\n")
                .build();
    }

    private static MockResponse page(List<Map<String, Object>> found) throws JsonProcessingException {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("documents", found);
        page.put("next", null);
        return json(200, JSON.writeValueAsString(page));
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
