package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Says what a subscriber's answer means, by the Kafka broker's rules (measured on real brokers; see the README). */
final class AnswerReader {

    private static final String MODEL_UNAVAILABLE = "urn:millrace:problem:model-unavailable";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String KNE = "kne-";
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerReader() {}

    static Outcome read(int status, MultiMap headers, Buffer body) {
        if (status >= 200 && status < 300) {
            return success(status, headers, body);
        }
        Buffer start = body.slice(0, Math.min(body.length(), Outcome.Refused.MAX_BODY_BYTES));
        String text = start.toString(StandardCharsets.UTF_8);
        JsonNode problem = problem(headers, body);
        if (status == 503 && problem.path("type").asText().equals(MODEL_UNAVAILABLE)) {
            return new Outcome.ModelAway();
        }
        String detail = problem.path("detail").asText();
        String reason = !detail.isEmpty() ? detail : !text.isBlank() ? text : "the subscriber answered " + status;
        return new Outcome.Refused(status, retryable(status), reason, text, extensions(headers));
    }

    private static Outcome success(int status, MultiMap headers, Buffer body) {
        if (EventDecoder.claimsToBeEvent(headers)) {
            try {
                return new Outcome.Replied(EventDecoder.decode(headers, body));
            } catch (ProblemException e) {
                return Outcome.Refused.finallyBecause("the subscriber's reply is not a valid event. "
                        + e.problem().detail());
            }
        }
        return body.length() == 0 || status == 204
                ? new Outcome.Taken()
                : Outcome.Refused.finallyBecause("the subscriber answered " + status + " with a body that is no event");
    }

    static boolean retryable(int status) {
        return status >= 500 || status == 404 || status == 408 || status == 409 || status == 429;
    }

    private static JsonNode problem(MultiMap headers, Buffer body) {
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith(PROBLEM_JSON)) {
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /** A header whose name is no attribute name is left out; the Kafka broker never gets done with such an event. */
    private static Map<String, String> extensions(MultiMap headers) {
        Map<String, String> extensions = new HashMap<>();
        headers.forEach((header, value) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(KNE) && EventDecoder.validName(name.substring(KNE.length()))) {
                extensions.put(name.substring(KNE.length()), value);
            }
        });
        return extensions;
    }
}
