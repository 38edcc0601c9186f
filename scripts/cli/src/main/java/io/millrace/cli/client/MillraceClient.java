package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * A running Millrace. Failures are {@link RefusedException} and {@link UnreachableException}. Safe for use by many threads.
 */
public final class MillraceClient {

    /** The most ids of one call to {@link #states}. */
    public static final int MAX_IDS = 1000;

    private static final int PAGE = 1000;

    private final Endpoints endpoints;
    private final HttpCalls calls;

    /** @param notes hears what keeps a call waiting */
    public MillraceClient(Endpoints endpoints, @Nullable String token, Consumer<String> notes) {
        this(endpoints, new HttpCalls(http(), token, Duration.ZERO, notes));
    }

    private MillraceClient(Endpoints endpoints, HttpCalls calls) {
        if (HttpUrl.parse(endpoints.url()) == null) {
            throw new IllegalArgumentException("'" + endpoints.url() + "' is not an http or https URL");
        }
        this.endpoints = endpoints;
        this.calls = calls;
    }

    private static OkHttpClient http() {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(5))
                .readTimeout(Duration.ofMinutes(5))
                .build();
        client.dispatcher().setMaxRequests(256);
        client.dispatcher().setMaxRequestsPerHost(256);
        return client;
    }

    /** This client, which tries again for {@code patience} where a server is away or busy: for long work, during which a process may be restarted. */
    public MillraceClient patient(Duration patience) {
        return new MillraceClient(endpoints, calls.patient(patience));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Counts, processes and freshness. */
    public JsonNode status() {
        return calls.get(endpoints.url() + "/v1/status", JsonNode.class);
    }

    /** Queues, functions and processes of a Millrace whose functions are processes of their own; asking starts none of them. */
    public JsonNode processes() {
        String status = Objects.requireNonNull(
                endpoints.status(), "a Millrace of separate processes has an address for its status");
        return calls.get(status, JsonNode.class);
    }

    /** The passages that fit best, at most {@code k}. */
    public SearchResult search(String query, int k) {
        return search(query, k, null);
    }

    /**
     * The same, of some documents only.
     *
     * @param where conditions on their metadata, as core's {@code Where} reads them; null for none
     */
    public SearchResult search(String query, int k, @Nullable String where) {
        Map<String, Object> request = new HashMap<>(Map.of("query", query, "k", k));
        if (where != null) {
            request.put("filter", Map.of("where", where));
        }
        return calls.post(endpoints.url() + "/v1/search", request, SearchResult.class);
    }

    /** Of all documents, by BM25 and vectors alone where {@code rerank} is false. */
    public SearchResult search(String query, int k, boolean rerank) {
        return calls.post(
                endpoints.url() + "/v1/search", Map.of("query", query, "k", k, "rerank", rerank), SearchResult.class);
    }

    /** One answer. */
    public Answer ask(String question, AnswerMode mode) {
        return chat().ask(question, mode, null);
    }

    /**
     * One answer from some documents only.
     *
     * @param where conditions on their metadata; null for none
     */
    public Answer ask(String question, AnswerMode mode, @Nullable String where) {
        return chat().ask(question, mode, where);
    }

    /** One answer, whose words go to {@code words} as they come. */
    public Answer ask(String question, AnswerMode mode, Consumer<String> words) {
        return chat().stream(question, mode, null, words);
    }

    /**
     * The same, from some documents only.
     *
     * @param where conditions on their metadata; null for none
     */
    public Answer ask(String question, AnswerMode mode, @Nullable String where, Consumer<String> words) {
        return chat().stream(question, mode, where, words);
    }

    private Chat chat() {
        return new Chat(calls, endpoints.url() + "/v1/chat/completions");
    }

    /** All documents, page by page. */
    public void eachDocument(Consumer<DocumentView> use) {
        String after = null;
        do {
            HttpUrl.Builder url = api("documents").addQueryParameter("limit", Integer.toString(PAGE));
            if (after != null) {
                url.addQueryParameter("after", after);
            }
            DocumentPage page = calls.get(url.build().toString(), DocumentPage.class);
            page.documents().forEach(use);
            after = page.next();
        } while (after != null);
    }

    /** A document; empty where there is none with this id. */
    public Optional<DocumentView> document(String id) {
        try {
            return Optional.of(calls.get(api("documents").addPathSegment(id).toString(), DocumentView.class));
        } catch (RefusedException e) {
            if (e.refusal().status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The documents with these ids, at most {@link #MAX_IDS}; unknown ones are left out. */
    public List<DocumentView> states(List<String> ids) {
        return calls.post(api("documents").addPathSegment("states").toString(), Map.of("ids", ids), DocumentPage.class)
                .documents();
    }

    /** Removes a document: when this returns, no search finds it. */
    public DocumentView delete(String id) {
        return calls.read(
                new Request.Builder()
                        .url(api("documents").addPathSegment(id).build())
                        .delete(),
                DocumentView.class);
    }

    /** The passages of a document, as the embedder gets them. */
    public List<ChunkView> chunks(String id) {
        return calls.get(
                        api("documents")
                                .addPathSegment(id)
                                .addPathSegment("chunks")
                                .toString(),
                        ChunkView.Listing.class)
                .chunks();
    }

    /** Uploads a document; its id. */
    public String upload(Upload upload) {
        HttpUrl.Builder url = api("documents").addQueryParameter("uri", upload.uri());
        if (!upload.title().isEmpty()) {
            url.addQueryParameter("title", upload.title());
        }
        if (!upload.access().isEmpty()) {
            url.addQueryParameter("access", String.join(",", upload.access()));
        }
        Request.Builder request = new Request.Builder()
                .url(url.build())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(upload.body());
        return calls.read(request, JsonNode.class).path("id").asText();
    }

    /** Lets a file, or the documents below a folder or in a bucket be read, by default for who could see them before; its canonical uri. */
    public String registerSource(String root, List<String> access) {
        Map<String, Object> body = new HashMap<>();
        body.put("root", root);
        if (!access.isEmpty()) {
            body.put("access", access);
        }
        return calls.post(api("sources").toString(), body, JsonNode.class)
                .path("uri")
                .asText();
    }

    /** Uris of all that is registered. */
    public List<String> sources() {
        return calls.get(api("sources").toString(), JsonNode.class)
                .path("sources")
                .findValuesAsText("uri");
    }

    /** Forgets a bucket; what was indexed of it stays. */
    public void forgetSource(String uri) {
        calls.send(new Request.Builder()
                .url(api("sources").addQueryParameter("uri", uri).build())
                .delete());
    }

    /** Has pages of the web fetched, now and by schedule, by default for who could see them before; what became of each. */
    public List<PageReceipt> registerPages(List<String> urls, List<String> access) {
        Map<String, Object> body = new HashMap<>();
        body.put("urls", urls);
        if (!access.isEmpty()) {
            body.put("access", access);
        }
        Request.Builder request = new Request.Builder()
                .url(api("pages").build())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(HttpCalls.json(body));
        return calls.read(request, PageReceipt.Listing.class).documents();
    }

    /** Begins a reindex, or joins the one of that scope which is under way. */
    public ReindexRunView reindex(String scope, boolean everything) {
        Request.Builder request = new Request.Builder()
                .url(api("reindex").build())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post(HttpCalls.json(Map.of("scope", scope, "mode", everything ? "all" : "changed")));
        return calls.read(request, ReindexRunView.class);
    }

    /** The latest reindex of a scope, after waiting for its end for up to {@code wait}. */
    public ReindexRunView reindexRun(String scope, Duration wait) {
        HttpUrl.Builder url = api("reindex")
                .addQueryParameter("scope", scope)
                .addQueryParameter("wait", Long.toString(wait.toSeconds()));
        return calls.get(url.toString(), ReindexRunView.class);
    }

    /** Tells intake of a file; returns when that is durable. The same notification may be sent twice. */
    public void announce(FileNotification notification) {
        String intake = Objects.requireNonNull(endpoints.intake(), "a Millrace on this machine has an intake");
        Request.Builder request = new Request.Builder()
                .url(intake)
                .header("ce-specversion", "1.0")
                .header("ce-id", notification.id())
                .header("ce-source", "urn:millrace:cli")
                .header("ce-type", notification.type())
                .post(HttpCalls.json(notification.data()));
        calls.send(request);
    }

    /** What the model server at {@code url} serves. */
    public JsonNode models(String url) {
        return calls.get(url + "/v1/models", JsonNode.class);
    }

    /** Events that could not be processed. */
    public DeadLetterCalls deadLetters() {
        return new DeadLetterCalls(calls, api("dead-letters").build());
    }

    private HttpUrl.Builder api(String resource) {
        return HttpUrl.get(endpoints.url()).newBuilder().addPathSegment("v1").addPathSegment(resource);
    }
}
