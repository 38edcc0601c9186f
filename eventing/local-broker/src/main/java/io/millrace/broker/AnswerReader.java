package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.broker.BrokerRules.Exchange;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Says what a subscriber's answer means (measured on real brokers; see the README). */
final class AnswerReader {

    /** What the subscriber needs is away or in use for now: the event itself is not to blame. */
    private static final Set<String> PAUSING =
            Set.of("urn:millrace:problem:model-unavailable", "urn:millrace:problem:parser-busy");

    private static final String PROBLEM_JSON = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BrokerRules rules;

    AnswerReader(BrokerRules rules) {
        this.rules = rules;
    }

    Outcome read(Exchange exchange, int status, MultiMap headers, Buffer body) {
        if (status >= 200 && status < 300) {
            return success(exchange, status, headers, body);
        }
        byte[] start = body.getBytes(0, Math.min(body.length(), ErrorExtensions.MAX_DATA_BYTES));
        JsonNode problem = problem(headers, body);
        if (status == 503 && PAUSING.contains(problem.path("type").asText())) {
            return new Outcome.ModelAway();
        }
        String detail = problem.path("detail").asText();
        String text = new String(start, StandardCharsets.UTF_8);
        String reason = !detail.isEmpty() ? detail : !text.isBlank() ? text : "the subscriber answered " + status;
        return rules.refused(exchange, status, headers, start, reason);
    }

    private Outcome success(Exchange exchange, int status, MultiMap headers, Buffer body) {
        if (EventDecoder.claimsToBeEvent(headers)) {
            try {
                return rules.replied(exchange, EventDecoder.decode(headers, body));
            } catch (ProblemException e) {
                return rules.invalidReply(exchange, status, headers, body, e);
            }
        }
        return body.length() == 0 || status == 204 ? new Outcome.Taken() : rules.noEvent(exchange, status);
    }

    /** The same on both brokers. */
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
}
