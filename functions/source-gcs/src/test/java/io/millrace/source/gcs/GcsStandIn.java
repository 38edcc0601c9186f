package io.millrace.source.gcs;

import io.millrace.core.document.ObjectUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okio.Buffer;
import okio.ByteString;
import okio.GzipSink;

/**
 * The part of Cloud Storage's JSON API that the source uses, as its reference describes it (objects: list and get): names in the order of their UTF-8,
 * startOffset inclusive, pages by token. What the source should not send is answered 400.
 */
final class GcsStandIn extends Dispatcher implements AutoCloseable {

    static final String BUCKET = "bucket";
    static final String TOKEN = "token-of-the-tests";

    private record StoredObject(ByteString content, long generation) {}

    private final MockWebServer server = new MockWebServer();
    private final AtomicLong generations = new AtomicLong(1_700_000_000_000_000L);
    private final Map<String, StoredObject> objects = new ConcurrentSkipListMap<>(
            Comparator.comparing((String name) -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));

    private volatile int refusal;

    GcsStandIn() throws IOException {
        server.setDispatcher(this);
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    URI endpoint() {
        return server.url("/").uri();
    }

    void put(String name, byte[] content) {
        objects.put(name, new StoredObject(ByteString.of(content), generations.incrementAndGet()));
    }

    void delete(String name) {
        objects.remove(name);
    }

    /** From now on it answers every request with {@code status}. */
    void refuse(int status) {
        refusal = status;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        if (refusal != 0) {
            return status(refusal);
        }
        HttpUrl url = request.getUrl();
        String path = url.encodedPath();
        if (!("Bearer " + TOKEN).equals(request.getHeaders().get("Authorization"))) {
            return status(401);
        }
        if (!path.startsWith("/storage/v1/b/" + BUCKET + "/o")) {
            return status(path.startsWith("/storage/v1/b/") ? 404 : 400);
        }
        String rest = path.substring(("/storage/v1/b/" + BUCKET + "/o").length());
        if (rest.isEmpty()) {
            return list(url, request);
        }
        if (rest.lastIndexOf('/') != 0) {
            return status(400);
        }
        StoredObject object =
                objects.get(URLDecoder.decode(rest.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8));
        if (object == null) {
            return status(404);
        }
        return "media".equals(url.queryParameter("alt")) ? media(object) : json(said("", object), request);
    }

    private static MockResponse media(StoredObject object) {
        return new MockResponse.Builder()
                .addHeader("x-goog-generation", object.generation())
                .body(new Buffer().write(object.content()))
                .build();
    }

    private MockResponse list(HttpUrl url, RecordedRequest request) {
        String prefix = Objects.requireNonNullElse(url.queryParameter("prefix"), "");
        String start = Objects.requireNonNullElse(url.queryParameter("startOffset"), "");
        int first = Integer.parseInt(Objects.requireNonNullElse(url.queryParameter("pageToken"), "0"));
        int results = Integer.parseInt(Objects.requireNonNull(url.queryParameter("maxResults")));
        if (results < 1 || results > 1000) {
            return status(400);
        }
        List<String> items = objects.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix))
                .filter(each -> Arrays.compareUnsigned(
                                each.getKey().getBytes(StandardCharsets.UTF_8), start.getBytes(StandardCharsets.UTF_8))
                        >= 0)
                .map(each -> said(each.getKey(), each.getValue()))
                .toList();
        int end = Math.min(items.size(), first + results);
        return json(
                "{\"items\":[" + String.join(",", items.subList(first, end)) + "]"
                        + (end < items.size() ? ",\"nextPageToken\":\"" + end + "\"" : "") + "}",
                request);
    }

    /** Numbers are strings, as in all of Google's APIs. */
    private static String said(String name, StoredObject object) {
        String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"name\":\"%s\",\"generation\":\"%d\",\"size\":\"%d\"}"
                .formatted(quoted, object.generation(), object.content().size());
    }

    private static MockResponse status(int code) {
        return new MockResponse.Builder().code(code).build();
    }

    /** Compressed for whom takes it, as Google's servers do. */
    private static MockResponse json(String body, RecordedRequest request) {
        Buffer content = new Buffer().writeUtf8(body);
        MockResponse.Builder response =
                new MockResponse.Builder().addHeader("Content-Type", "application/json; charset=UTF-8");
        if (!"gzip".equals(request.getHeaders().get("Accept-Encoding"))) {
            return response.body(content).build();
        }
        Buffer compressed = new Buffer();
        try (GzipSink gzip = new GzipSink(compressed)) {
            gzip.write(content, content.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return response.addHeader("Content-Encoding", "gzip").body(compressed).build();
    }

    @Override
    public void close() {
        server.close();
    }

    static String uri(String name) {
        return new ObjectUri("gs", BUCKET, name).toString();
    }
}
