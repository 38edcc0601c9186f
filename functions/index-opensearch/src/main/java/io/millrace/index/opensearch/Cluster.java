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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Requests to OpenSearch by its Java client. Bodies are maps and lists as JSON has them: what searches ask for, such as all passages of a nested vector query, the client's typed
 * requests don't have. No connection is opened before the first request.
 */
final class Cluster implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GOOD = 200;
    private static final String JSON_TYPE = "application/json";
    private static final String LINES_TYPE = "application/x-ndjson";

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

    private final Connections connections;
    private final FirstContact contact = new FirstContact();
    private @Nullable OpenSearchTransport transport;
    private volatile @Nullable OpenSearchVersion version;

    Cluster(OpenSearchSettings settings) {
        this.connections = new Connections(settings);
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
            String method, String path, Map<String, String> parameters, byte @Nullable [] body, String contentType) {
        Body content = body == null ? null : Body.from(body, contentType);
        var request = Requests.create(method, path, List.of(), parameters, content);
        try (Response response = contact.make(() -> client().execute(request), Cluster::isRefusal)) {
            Body answer = response.getBody().orElse(null);
            return new Answer(response.getStatus(), answer == null ? MissingNode.getInstance() : parsed(answer));
        } catch (IOException e) {
            OptionalInt refused = refusal(e);
            throw refused.isPresent()
                    ? Failures.of(new Answer(refused.getAsInt(), MissingNode.getInstance()))
                    : Failures.unreachable(e);
        }
    }

    private static boolean isRefusal(Exception e) {
        return e instanceof ConnectException || e.getCause() instanceof ConnectException;
    }

    /** The client has no answer where the server does not know, or not allow, who asks: it throws, with the status deep within. */
    private static OptionalInt refusal(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResponseException answered) {
                return OptionalInt.of(answered.status());
            }
        }
        return OptionalInt.empty();
    }

    private static JsonNode parsed(Body body) throws IOException {
        try (InputStream stream = body.body()) {
            return JSON.readTree(stream);
        } catch (JsonProcessingException _) {
            // A proxy's page says nothing that the status does not.
            return MissingNode.getInstance();
        }
    }

    private synchronized OpenSearchGenericClient client() {
        if (transport == null) {
            transport = connections.open();
        }
        return new OpenSearchGenericClient(transport);
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
    public synchronized void close() {
        if (transport != null) {
            try {
                transport.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
