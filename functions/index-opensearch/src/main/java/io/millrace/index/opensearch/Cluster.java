package io.millrace.index.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.core.problem.FirstContact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Requests to OpenSearch. Bodies are maps and lists as JSON has them, so that queries stand here as one can try them by hand. No connection is opened before the first request.
 */
final class Cluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GOOD = 200;
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final MediaType LINES_TYPE = MediaType.get("application/x-ndjson");

    /**
     * What OpenSearch answered.
     *
     * @param body missing where it is empty
     */
    record Answer(int status, JsonNode body) {

        boolean isGood() {
            return status / 100 == 2;
        }

        /** OpenSearch's own name of what is wrong; empty where nothing is. */
        String errorType() {
            return body.path("error").path("type").asText("");
        }
    }

    private final Nodes nodes;
    private final FirstContact contact = new FirstContact();
    private volatile @Nullable OpenSearchVersion version;

    Cluster(OpenSearchSettings settings) {
        this.nodes = new Nodes(settings);
    }

    /** The server's version, asked for once. Fails where it is none that this store can use. */
    OpenSearchVersion version() {
        OpenSearchVersion known = version;
        if (known == null) {
            known = OpenSearchVersion.of(
                    require(send("GET", "/", Map.of(), null, JSON_TYPE)).path("version"));
            version = known;
        }
        return known;
    }

    /** The answer, whatever it is. */
    Answer call(String method, String path, Map<String, String> parameters, @Nullable Object body) {
        version();
        return send(method, path, parameters, body == null ? null : bytes(body), JSON_TYPE);
    }

    /** The body of a good answer. */
    JsonNode ask(String method, String path, Map<String, String> parameters, @Nullable Object body) {
        return require(call(method, path, parameters, body));
    }

    /** Several searches in one request, each as its header and its body; the answers in their order, all good. */
    List<JsonNode> searches(List<Object> headersAndBodies) {
        version();
        StringBuilder lines = new StringBuilder();
        for (Object each : headersAndBodies) {
            lines.append(text(each)).append('\n');
        }
        JsonNode answers = require(send(
                        "POST", "/_msearch", Map.of(), lines.toString().getBytes(StandardCharsets.UTF_8), LINES_TYPE))
                .path("responses");
        List<JsonNode> good = new ArrayList<>();
        for (JsonNode answer : answers) {
            good.add(require(new Answer(answer.path("status").asInt(GOOD), answer)));
        }
        return good;
    }

    private static JsonNode require(Answer answer) {
        if (!answer.isGood()) {
            throw Failures.of(answer);
        }
        return answer.body();
    }

    private Answer send(
            String method, String path, Map<String, String> parameters, byte @Nullable [] body, MediaType contentType) {
        HttpUrl.Builder url = nodes.url(path);
        parameters.forEach(url::addQueryParameter);
        Request request = new Request.Builder()
                .url(url.build())
                .method(method, body == null ? nothing(method) : RequestBody.create(body, contentType))
                .build();
        try (Response response = contact.make(() -> nodes.send(request), ConnectException.class::isInstance)) {
            return new Answer(response.code(), parsed(response.body()));
        } catch (IOException e) {
            throw Failures.unreachable(e);
        }
    }

    /** HTTP wants a length where something is posted or put, be it zero. */
    private static @Nullable RequestBody nothing(String method) {
        return method.equals("POST") || method.equals("PUT") ? RequestBody.EMPTY : null;
    }

    private static JsonNode parsed(ResponseBody body) throws IOException {
        try (InputStream stream = body.byteStream()) {
            return JSON.readTree(stream);
        } catch (JsonProcessingException _) {
            // A proxy's page says nothing that the status does not.
            return MissingNode.getInstance();
        }
    }

    private static byte[] bytes(Object body) {
        return body instanceof byte[] written ? written : text(body).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
