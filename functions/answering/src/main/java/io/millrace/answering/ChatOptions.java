package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which of OpenAI's options a chat completion here takes. One that would change the answer and can't is refused by name, never passed over. */
final class ChatOptions {

    private static final int MAX_STOPS = 4;
    private static final int MAX_STOP_LENGTH = 100;

    /** Heeded, or about who asks and not about the answer. */
    private static final Set<String> KNOWN = Set.of(
            ChatRequest.EXTENSION,
            "model",
            "messages",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "seed",
            "stop",
            "user",
            "metadata",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "parallel_tool_calls");

    /** Not supported; these values of theirs ask for what happens anyway. */
    private static final Map<String, Predicate<JsonNode>> HARMLESS = Map.ofEntries(
            Map.entry("n", value -> value.isNumber() && value.asDouble() == 1),
            Map.entry("tools", JsonNode::isEmpty),
            Map.entry("tool_choice", value -> value.asText().matches("none|auto")),
            Map.entry("functions", JsonNode::isEmpty),
            Map.entry("function_call", value -> value.asText().matches("none|auto")),
            Map.entry("logprobs", value -> value.isBoolean() && !value.booleanValue()),
            Map.entry("top_logprobs", ChatOptions::isZero),
            Map.entry("logit_bias", JsonNode::isEmpty),
            Map.entry("presence_penalty", ChatOptions::isZero),
            Map.entry("frequency_penalty", ChatOptions::isZero),
            Map.entry("top_p", value -> value.isNumber() && value.asDouble() == 1),
            Map.entry(
                    "response_format", value -> "text".equals(value.path("type").asText())),
            Map.entry(
                    "modalities",
                    value -> value.size() == 1 && "text".equals(value.path(0).asText())),
            Map.entry("store", value -> value.isBoolean() && !value.booleanValue()),
            Map.entry("service_tier", value -> value.asText().matches("auto|default")));

    private ChatOptions() {}

    /** Refuses with {@code option-unsupported} and all names. */
    static void refuseUnsupported(JsonNode body) {
        List<String> refused = new ArrayList<>();
        body.properties().forEach(option -> {
            String name = option.getKey();
            if (!KNOWN.contains(name)
                    && !option.getValue().isNull()
                    && !HARMLESS.getOrDefault(name, value -> false).test(option.getValue())) {
                refused.add(name.length() > 40 ? name.substring(0, 40) + "…" : name);
            }
        });
        if (!refused.isEmpty()) {
            throw unsupported(String.join(", ", refused));
        }
    }

    static ProblemException unsupported(String what) {
        return ProblemException.of(
                Category.INVALID,
                "option-unsupported",
                "not supported here: " + what + "; leave it out, or see /openapi for what is");
    }

    /** A string, or up to four. */
    static List<String> stop(JsonNode value) {
        if (JsonFields.isMissing(value)) {
            return List.of();
        }
        List<String> stops = new ArrayList<>();
        if (value.isTextual()) {
            stops.add(value.textValue());
        } else if (value.isArray()) {
            value.forEach(stop -> stops.add(stop.isTextual() ? stop.textValue() : ""));
        }
        if ((stops.isEmpty() && !value.isArray())
                || stops.size() > MAX_STOPS
                || stops.stream().anyMatch(stop -> stop.isEmpty() || stop.length() > MAX_STOP_LENGTH)) {
            throw JsonFields.invalid("stop must be a string or up to " + MAX_STOPS + " strings, each of 1 to "
                    + MAX_STOP_LENGTH + " characters");
        }
        return stops;
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.asDouble() == 0;
    }
}
