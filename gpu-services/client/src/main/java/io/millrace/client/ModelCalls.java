package io.millrace.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.millrace.client.Outcome.Answered;
import io.millrace.client.Outcome.NotTaken;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.ByteString;

/**
 * JSON calls to a model. One address is asked once: the caller's event is redelivered, and a person asks again. Of several, the next is asked where one could not be
 * reached or refused (429, 502, 503), each once and all within the call's time; what was sent and got no answer is not sent again.
 */
final class ModelCalls {

    /** How long the answer is waited for, in milliseconds; our server drops what nobody waits for any more, others pass over it. */
    private static final String TIMEOUT = "X-Request-Timeout-Ms";

    private static final JsonFactory JSON = new JsonFactory();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    /** How long an address that failed is passed over where there is another. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int AT_ONCE = 8;

    private final ModelEndpoint endpoint;
    private final String healthPath;
    private final ModelAddresses addresses;
    private final OkHttpClient http;

    ModelCalls(ModelEndpoint endpoint) {
        this(endpoint, "/health");
    }

    ModelCalls(ModelEndpoint endpoint, String healthPath) {
        this.endpoint = endpoint;
        this.healthPath = healthPath;
        this.addresses = new ModelAddresses(endpoint.bases(), PAUSE);
        this.http = HttpClients.of(endpoint);
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

    /** What is asked, whoever is asked. */
    private record Asked(
            String path,
            ByteString body,
            Duration timeout,
            long deadline,
            Cancellation cancellation,
            Optional<String> traceparent) {

        Duration left() {
            // A call without any time has no limit.
            return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        }

        boolean isOver() {
            return cancellation.isCancelled() || deadline - System.nanoTime() <= 0;
        }
    }

    /** Posts and reads the JSON of a 200. */
    <T> T post(String path, BodyWriter body, BodyReader<T> reader) {
        return post(path, body, endpoint.timeout(), json(reader));
    }

    <T> T post(String path, BodyWriter body, Duration timeout, AnswerReader<T> reader) {
        return post(path, body, timeout, new Cancellation(), reader);
    }

    /** Posts and reads a 200 that may come slowly. Leaving {@code reader} early, by whatever exception, or cancelling closes the connection. */
    <T> T post(String path, BodyWriter body, Duration timeout, Cancellation cancellation, AnswerReader<T> reader) {
        return ask(addresses.round(), asked(path, body, timeout, cancellation), reader);
    }

    /** Posts each body by itself, a few at a time; the answers are in the bodies' order. */
    <T> List<T> postEach(String path, List<BodyWriter> bodies, BodyReader<T> reader) {
        List<Asked> each = bodies.stream()
                .map(body -> asked(path, body, endpoint.timeout(), new Cancellation()))
                .toList();
        AnswerReader<T> json = json(reader);
        try {
            return each.stream()
                    .gather(Gatherers.mapConcurrent(AT_ONCE, asked -> ask(addresses.round(), asked, json)))
                    .toList();
        } catch (RuntimeException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    /** Posts as {@link #post} does, and to a second address as well where the first takes longer than {@code after}; whichever answers first is heard. */
    <T> T postHedged(String path, BodyWriter body, Duration after, BodyReader<T> reader) {
        Cancellation cancellation = new Cancellation();
        Asked asked = asked(path, body, endpoint.timeout(), cancellation);
        ModelAddresses.Round round = addresses.round();
        AnswerReader<T> json = json(reader);
        try {
            return Hedge.first(() -> ask(round, asked, json), after);
        } finally {
            cancellation.cancel();
        }
    }

    private Asked asked(String path, BodyWriter body, Duration timeout, Cancellation cancellation) {
        return new Asked(
                path,
                write(body),
                timeout,
                System.nanoTime() + timeout.toNanos(),
                cancellation,
                endpoint.http().trace().traceparent());
    }

    private <T> T ask(ModelAddresses.Round round, Asked asked, AnswerReader<T> reader) {
        ProblemException refused = null;
        while (refused == null || !asked.isOver()) {
            Optional<ModelAddress> address = round.next();
            if (address.isEmpty()) {
                break;
            }
            switch (ask(address.get(), asked, reader)) {
                case Answered<T>(T answer) -> {
                    return answer;
                }
                case NotTaken<T>(ProblemException problem) -> refused = problem;
            }
        }
        throw refused == null ? invalidAnswer(asked.path(), "no address is left to ask") : refused;
    }

    private <T> Outcome<T> ask(ModelAddress address, Asked asked, AnswerReader<T> reader) {
        try {
            Outcome<T> outcome = call(address, asked, reader);
            ended(
                    asked,
                    switch (outcome) {
                        case Answered<T> _ -> ModelCallListener.OK;
                        case NotTaken<T>(ProblemException problem) ->
                            problem.problem().code();
                    });
            return outcome;
        } catch (ProblemException e) {
            ended(asked, e.problem().code());
            throw e;
        }
    }

    private void ended(Asked asked, String outcome) {
        if (!asked.cancellation().isCancelled()) {
            endpoint.http().listener().ended(outcome);
        }
    }

    private <T> Outcome<T> call(ModelAddress address, Asked asked, AnswerReader<T> reader) {
        String url = address.url(asked.path());
        Sent sent = new Sent();
        Request.Builder request = request(url).tag(Sent.class, sent).post(RequestBody.create(asked.body(), JSON_TYPE));
        asked.traceparent().ifPresent(trace -> request.header("traceparent", trace));
        Duration left = asked.left();
        request.header(TIMEOUT, Long.toString(left.toMillis()));
        Call call = http.newCall(request.build());
        call.timeout().timeout(left.toNanos(), TimeUnit.NANOSECONDS);
        address.entered();
        try (Cancellation.Registration _ = asked.cancellation().onCancel(call::cancel);
                Response response = call.execute()) {
            if (response.code() != 200) {
                return refusal(address, url, response);
            }
            address.well();
            return new Answered<>(readOrCancel(call, response, reader));
        } catch (IOException e) {
            if (asked.cancellation().isCancelled()) {
                address.unknown();
            } else {
                address.failed();
            }
            ProblemException problem = ModelProblems.ofFailure(url, endpoint.model(), asked.timeout(), e);
            if (sent.isSent()) {
                throw problem;
            }
            return new NotTaken<>(problem);
        } finally {
            address.left();
        }
    }

    private <T> Outcome<T> refusal(ModelAddress address, String url, Response response) {
        if (response.code() >= 500) {
            address.failed();
        } else {
            address.well();
        }
        ProblemException problem = ModelProblems.ofAnswer(url, endpoint.model(), response);
        return switch (response.code()) {
            case 429, 502, 503 -> {
                RetryAfter.of(response).ifPresent(address::rest);
                yield new NotTaken<>(problem);
            }
            default -> throw problem;
        };
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

    /** Whether some address answers 200 when asked for its health, within two seconds for all. */
    boolean ready() {
        long deadline = System.nanoTime() + PROBE_TIMEOUT.toNanos();
        for (ModelAddress address : addresses.all()) {
            Call call = http.newCall(request(address.url(healthPath)).get().build());
            call.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            try (Response response = call.execute()) {
                if (response.code() == 200) {
                    return true;
                }
            } catch (IOException e) {
                // The next one may be.
            }
        }
        return false;
    }

    ProblemException invalidAnswer(String path, String what) {
        return ModelProblems.invalidAnswer(urls(path), endpoint.model(), what, null);
    }

    /** @param atOnce whether nothing of the reply had come */
    ProblemException failedInStream(String path, StreamError error, boolean atOnce) {
        return ModelProblems.inStream(urls(path), endpoint.model(), error, atOnce);
    }

    private String urls(String path) {
        return addresses.all().stream().map(address -> address.url(path)).collect(Collectors.joining(" or "));
    }

    static JsonParser parser(java.io.InputStream json) throws IOException {
        return JSON.createParser(json);
    }

    static JsonParser parser(String json) throws IOException {
        return JSON.createParser(json);
    }

    private static <T> AnswerReader<T> json(BodyReader<T> reader) {
        return response -> {
            try (JsonParser json = parser(response.body().byteStream())) {
                return reader.read(json);
            }
        };
    }

    private Request.Builder request(String url) {
        Request.Builder request = new Request.Builder().url(url);
        if (endpoint.apiKey() != null) {
            request.header("Authorization", "Bearer " + endpoint.apiKey());
        }
        return request;
    }

    private static ByteString write(BodyWriter body) {
        Buffer buffer = new Buffer();
        try (JsonGenerator json = JSON.createGenerator(buffer.outputStream())) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory can't fail", e);
        }
        return buffer.readByteString();
    }
}
