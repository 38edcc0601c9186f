package io.millrace.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * An HTTP answer that is not 2xx, as problem+json says it (RFC 9457).
 *
 * @param status the HTTP status
 * @param code the problem's stable name
 * @param detail for a person
 */
public record Refusal(int status, String code, String detail) {

    static final int BUSY = 429;

    private static final String TYPE = "urn:millrace:problem:";

    /** Whether the same may be taken later: the server is busy, or something behind it is away. */
    public boolean passing() {
        return passing(status);
    }

    static boolean passing(int status) {
        return status == BUSY || status == 502 || status == 503 || status == 504;
    }

    /** Of an answer without words of its own. */
    private static String meaning(int status) {
        return switch (status) {
            case 401, 403 -> ": give a key that may do this (--token)";
            case 404, 405 -> ": is that the address of a Millrace?";
            case 413 -> ": what was sent is larger than is taken there; split it, or have the limit raised";
            default -> "";
        };
    }

    static Refusal read(int status, String method, String url, String body) {
        String what = method + " " + url + " answered " + status + meaning(status);
        try {
            JsonNode problem = Json.MAPPER.readTree(body);
            String type = problem.path("type").asText("");
            String detail = problem.path("detail").asText("");
            if (!detail.isEmpty()) {
                return new Refusal(
                        status, type.startsWith(TYPE) ? type.substring(TYPE.length()) : "http-" + status, detail);
            }
        } catch (JsonProcessingException e) {
            // Not ours: a proxy, or another server on that port. The status says enough.
            return new Refusal(status, "http-" + status, what);
        }
        return new Refusal(status, String.format(Locale.ROOT, "http-%d", status), what);
    }
}
