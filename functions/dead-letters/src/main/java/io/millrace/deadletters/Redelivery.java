package io.millrace.deadletters;

import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.PodNamespace;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Replays a dead letter: sends its event, under its own id, to where it failed and nowhere else. Knative has no way to put an event
 * into one Trigger, so this is the delivery itself, once: the dead letter is forgotten when the function has taken the event and
 * the broker its reply, and stays with the new reason otherwise.
 */
@ApplicationScoped
class Redelivery {

    /** Together with what the broker may take for the reply ({@link EventSink#TIMEOUT}) below Serving's limit for a request to this function, 300 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(160);

    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private static final int MAX_REASON_LENGTH = 1024;

    private final EventSink sink;
    private final Pattern destinations;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(TIMEOUT)
            .readTimeout(TIMEOUT)
            .followRedirects(false)
            .build();

    /**
     * @param destinations where events may be sent, as a regular expression: a dead letter comes from outside and must not choose freely. Where it is empty, to
     *     Services of the pod's own namespace
     */
    Redelivery(
            EventSink sink,
            @ConfigProperty(name = "millrace.dead-letters.destinations") Optional<String> destinations) {
        this.sink = sink;
        this.destinations = Pattern.compile(
                destinations.orElseGet(() -> PodNamespace.current().services()));
    }

    /** @throws ProblemException UNPROCESSABLE where nobody knows where it failed, or it may not be sent there */
    void requirePossible(DeadLetter letter) {
        if (!destinations.matcher(letter.destination().toString()).matches()) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "destination-refused",
                    "the event failed at " + letter.destination()
                            + ", which is no Service of Millrace (millrace.dead-letters.destinations); discard it, or send it yourself");
        }
    }

    void replay(DeadLetter letter, DeadLetterStore store) {
        requirePossible(letter);
        byte[] data = Base64.getDecoder().decode(letter.dataBase64());
        Request.Builder request = new Request.Builder()
                .url(letter.destination().toString())
                .header("Prefer", "reply")
                .post(RequestBody.create(data, mediaType(letter.contentType())));
        letter.attributes().forEach((name, value) -> request.header("ce-" + name, value));
        try (Response answer = http.newCall(request.build()).execute()) {
            byte[] body = answer.peekBody(MAX_ANSWER_BYTES + 1L).bytes();
            if (!answer.isSuccessful()) {
                String reason = ReceivedDeadLetter.reasonOf(new String(body, StandardCharsets.UTF_8));
                throw failed(letter, store, answer.code(), reason);
            }
            if (body.length > MAX_ANSWER_BYTES) {
                throw failed(letter, store, answer.code(), "its answer has more than " + MAX_ANSWER_BYTES + " bytes");
            }
            Map<String, String> event = binaryEvent(answer);
            if (!event.isEmpty()) {
                sink.publish(event, RequestBody.create(body, mediaType(answer.header("Content-Type"))));
            } else if (body.length > 0) {
                throw failed(letter, store, answer.code(), "its answer is no event in binary mode");
            }
        } catch (IOException e) {
            throw failed(letter, store, null, "no answer: " + e.getMessage());
        }
        store.remove(letter.id());
    }

    /** The attributes of the event that an answer is; empty when it is none. */
    private static Map<String, String> binaryEvent(Response answer) {
        Map<String, String> attributes = new TreeMap<>();
        answer.headers().forEach(header -> {
            String name = header.getFirst().toLowerCase(Locale.ROOT);
            if (name.startsWith("ce-")) {
                attributes.put(name.substring("ce-".length()), header.getSecond());
            }
        });
        return attributes.containsKey("id") ? attributes : Map.of();
    }

    private static ProblemException failed(
            DeadLetter letter, DeadLetterStore store, @Nullable Integer status, String reason) {
        String kept = reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        store.put(letter.failedAgain(status, kept, Instant.now()));
        return new ProblemException(new Problem(
                Category.UNAVAILABLE,
                "replay-failed",
                letter.function() + " did not take it (" + (status == null ? "" : "status " + status + ", ") + kept
                        + "); the dead letter stays"));
    }

    private static @Nullable MediaType mediaType(@Nullable String contentType) {
        return contentType == null ? null : MediaType.parse(contentType);
    }
}
