package io.millrace.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Requests with our manners: a bearer token, problem+json read as {@link RefusedException}, and patience where a process may be
 * restarting. Everything sent here may be sent twice. Safe for use by many threads.
 */
final class HttpCalls {

    static final MediaType JSON = MediaType.get("application/json");

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final OkHttpClient http;
    private final @Nullable String token;
    private final Duration patience;
    private final Consumer<String> notes;
    private final AtomicBoolean said = new AtomicBoolean();

    /**
     * @param patience for how long a server that is away or busy is tried again
     * @param notes hears, once, that a busy server is waited for
     */
    HttpCalls(OkHttpClient http, @Nullable String token, Duration patience, Consumer<String> notes) {
        this.http = http;
        this.token = token;
        this.patience = patience;
        this.notes = notes;
    }

    HttpCalls patient(Duration longer) {
        return new HttpCalls(http, token, longer, notes);
    }

    <T> T get(String url, Class<T> type) {
        return read(new Request.Builder().url(url), type);
    }

    <T> T post(String url, Object body, Class<T> type) {
        return read(new Request.Builder().url(url).post(json(body)), type);
    }

    static RequestBody json(Object body) {
        try {
            return RequestBody.create(Json.MAPPER.writeValueAsBytes(body), JSON);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request can always be written as JSON", e);
        }
    }

    /** Sends, reads the answer as {@code type}; {@code Void} reads nothing. */
    <T> T read(Request.Builder builder, Class<T> type) {
        Request request = builder.build();
        String body = send(request);
        try {
            return Json.MAPPER.readValue(body.isEmpty() ? "null" : body, type);
        } catch (JsonProcessingException e) {
            throw new RefusedException(new Refusal(
                    200, "answer-invalid", request.url() + " answered something that is not what Millrace answers"));
        }
    }

    /** The body of the 2xx answer. */
    String send(Request.Builder builder) {
        return send(builder.build());
    }

    private String send(Request request) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean late = System.nanoTime() - deadline >= 0;
            Duration pause = BETWEEN_TRIES;
            try (Response response = call(request).execute()) {
                String body = response.body().string();
                if (response.isSuccessful()) {
                    return body;
                }
                if (response.code() == Refusal.BUSY && !patience.isZero()) {
                    // Alive, and at its limit: that may take longer than any restart.
                    deadline = System.nanoTime() + patience.toNanos();
                } else if (late || !Refusal.passing(response.code())) {
                    throw new RefusedException(Refusal.read(
                            response.code(), request.method(), request.url().toString(), body));
                }
                pause = asked(response);
                if (response.code() == Refusal.BUSY && said.compareAndSet(false, true)) {
                    notes.accept("Millrace is at its limit and asks to wait, now for " + pause.toSeconds()
                            + " s; it is tried until it takes more");
                }
            } catch (IOException e) {
                if (late) {
                    throw new UnreachableException(request.url().toString(), e);
                }
            }
            pause(pause);
        }
    }

    /** As long as the server asks for, in seconds (RFC 9110 §10.2.3), within reason. */
    private static Duration asked(Response response) {
        String seconds = response.header("Retry-After");
        if (response.code() != Refusal.BUSY || seconds == null || !seconds.matches("[0-9]{1,9}")) {
            return BETWEEN_TRIES;
        }
        Duration wished = Duration.ofSeconds(Long.parseLong(seconds));
        return wished.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wished;
    }

    Call call(Request request) {
        return http.newCall(
                token == null
                        ? request
                        : request.newBuilder()
                                .header("Authorization", "Bearer " + token)
                                .build());
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server", e);
        }
    }
}
