package io.millrace.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/**
 * JSON calls to one endpoint. Beyond OkHttp's own second try on a connection that had gone stale nothing is retried here: the caller's event is
 * redelivered, and a person asks again.
 */
final class ModelCalls {

    private static final JsonFactory JSON = new JsonFactory();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    /** One pool of connections and threads for all endpoints of the process. */
    private static final OkHttpClient SHARED = new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(32, 5, TimeUnit.MINUTES))
            .followRedirects(false)
            .build();

    private final ModelEndpoint endpoint;
    private final OkHttpClient http;
    private final OkHttpClient probe;

    ModelCalls(ModelEndpoint endpoint) {
        this.endpoint = endpoint;
        this.http = withTimeout(endpoint.timeout());
        this.probe = withTimeout(PROBE_TIMEOUT);
    }

    /** Writes a request's body. */
    @FunctionalInterface
    interface BodyWriter {
        void write(JsonGenerator json) throws IOException;
    }

    /** Reads an answer's body. */
    @FunctionalInterface
    interface BodyReader<T> {
        T read(JsonParser json) throws IOException;
    }

    /** Reads an answer as it comes. */
    @FunctionalInterface
    interface AnswerReader<T> {
        T read(Response response) throws IOException;
    }

    /** Posts and reads the JSON of a 200. */
    <T> T post(String path, BodyWriter body, BodyReader<T> reader) {
        return post(path, body, endpoint.timeout(), response -> {
            try (JsonParser json = JSON.createParser(response.body().byteStream())) {
                return reader.read(json);
            }
        });
    }

    <T> T post(String path, BodyWriter body, Duration timeout, AnswerReader<T> reader) {
        return post(path, body, timeout, new Cancellation(), reader);
    }

    /** Posts and reads a 200 that may come slowly. Leaving {@code reader} early, by whatever exception, or cancelling closes the connection. */
    <T> T post(String path, BodyWriter body, Duration timeout, Cancellation cancellation, AnswerReader<T> reader) {
        OkHttpClient client = timeout.equals(endpoint.timeout()) ? http : withTimeout(timeout);
        Request request =
                request(path).post(RequestBody.create(write(body), JSON_TYPE)).build();
        Call call = client.newCall(request);
        try (Cancellation.Registration _ = cancellation.onCancel(call::cancel);
                Response response = call.execute()) {
            if (response.code() != 200) {
                throw ModelProblems.ofAnswer(endpoint, path, response);
            }
            return readOrCancel(call, response, reader);
        } catch (IOException e) {
            throw ModelProblems.ofFailure(endpoint, path, timeout, e);
        }
    }

    private static <T> T readOrCancel(Call call, Response response, AnswerReader<T> reader) throws IOException {
        boolean whole = false;
        try {
            T answer = reader.read(response);
            whole = true;
            return answer;
        } finally {
            if (!whole) {
                // Closing would first try to read the rest, so that the connection can be used again; the server shall
                // stop now.
                call.cancel();
            }
        }
    }

    /** Whether {@code GET /health} answers 200 within two seconds. */
    boolean ready() {
        try (Response response = probe.newCall(request("/health").get().build()).execute()) {
            return response.code() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    ProblemException invalidAnswer(String path, String what) {
        return ModelProblems.invalidAnswer(endpoint, path, what, null);
    }

    static JsonParser parser(java.io.InputStream json) throws IOException {
        return JSON.createParser(json);
    }

    static JsonParser parser(String json) throws IOException {
        return JSON.createParser(json);
    }

    private Request.Builder request(String path) {
        Request.Builder request = new Request.Builder().url(endpoint.url(path));
        if (endpoint.apiKey() != null) {
            request.header("Authorization", "Bearer " + endpoint.apiKey());
        }
        return request;
    }

    private static OkHttpClient withTimeout(Duration timeout) {
        return SHARED.newBuilder()
                .callTimeout(timeout)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .build();
    }

    private static okio.ByteString write(BodyWriter body) {
        Buffer buffer = new Buffer();
        try (JsonGenerator json = JSON.createGenerator(buffer.outputStream())) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return buffer.readByteString();
    }
}
