package io.millrace.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.deadletter.DeadLetter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dead letter as Knative delivers it: the event in binary mode (CloudEvents HTTP binding 1.0.2 §3.1), with
 * {@code knativeerrordest}, {@code knativeerrorcode} and {@code knativeerrordata} as extensions.
 */
final class ReceivedDeadLetter {

    /** What a broker adds. A replayed event goes without, as it went the first time. */
    private static final String ADDED = "knative";

    private static final URI UNKNOWN = URI.create("urn:millrace:unknown");

    private ReceivedDeadLetter() {}

    /** Empty where the request carries no event. */
    static Optional<DeadLetter> read(HttpServerRequest request, @Nullable Buffer body, Instant now) {
        Map<String, String> attributes = new TreeMap<>();
        Map<String, String> added = new TreeMap<>();
        request.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith("ce-")) {
                String attribute = name.substring("ce-".length());
                (attribute.startsWith(ADDED) ? added : attributes).put(attribute, header.getValue());
            }
        });
        String id = attributes.get("id");
        String source = attributes.get("source");
        if (id == null || source == null) {
            return Optional.empty();
        }
        URI destination = destination(added.get("knativeerrordest"));
        byte[] data = body == null ? new byte[0] : body.getBytes();
        return Optional.of(new DeadLetter(
                DeadLetter.idOf(source, id, destination),
                attributes,
                request.getHeader("Content-Type"),
                Base64.getEncoder().encodeToString(data),
                destination,
                status(added.get("knativeerrorcode")),
                reason(added.get("knativeerrordata")),
                now));
    }

    private static URI destination(@Nullable String text) {
        try {
            return text == null ? UNKNOWN : new URI(text);
        } catch (URISyntaxException e) {
            return UNKNOWN;
        }
    }

    private static @Nullable Integer status(@Nullable String code) {
        return code != null && code.matches("[1-9]\\d{2}") ? Integer.valueOf(code) : null;
    }

    /** The detail of our own problems; what others answered is shown as it is. */
    private static String reason(@Nullable String base64) {
        if (base64 == null) {
            return "";
        }
        String answer;
        try {
            answer = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
        return reasonOf(answer);
    }

    /** The same of an answer's body. */
    static String reasonOf(String answer) {
        try {
            JsonNode problem = ContractJson.mapper().readTree(answer);
            return problem != null && problem.path("detail").isTextual()
                    ? problem.path("detail").asText()
                    : answer;
        } catch (JsonProcessingException e) {
            return answer;
        }
    }
}
