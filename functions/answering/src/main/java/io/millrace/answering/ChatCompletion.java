package io.millrace.answering;

import io.millrace.core.answer.Answer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A reply in OpenAI's form, whole or in chunks; the member {@code millrace} tells what the form has no place for. */
final class ChatCompletion {

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();
    private final ChatModel model;
    private final boolean stream;

    ChatCompletion(ChatModel model, boolean stream) {
        this.model = model;
        this.stream = stream;
    }

    Map<String, Object> whole(Answer answer, Asking.Found found) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("message", Map.of("role", "assistant", "content", answer.text()));
        choice.put("finish_reason", "stop");
        Map<String, Object> reply = reply(choice);
        reply.put("usage", usage(answer));
        reply.put("millrace", millrace(answer, found));
        return reply;
    }

    Map<String, Object> delta(Map<String, String> delta) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        return reply(choice);
    }

    Map<String, Object> last(Answer answer, Asking.Found found) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", Map.of());
        choice.put("finish_reason", "stop");
        Map<String, Object> reply = reply(choice);
        reply.put("usage", usage(answer));
        reply.put("millrace", millrace(answer, found));
        return reply;
    }

    private Map<String, Object> reply(Map<String, Object> choice) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("id", id);
        reply.put("object", stream ? "chat.completion.chunk" : "chat.completion");
        reply.put("created", created);
        reply.put("model", model.id());
        reply.put("choices", List.of(choice));
        return reply;
    }

    private static Map<String, Object> usage(Answer answer) {
        int prompt = answer.usage().promptTokens();
        int completion = answer.usage().completionTokens();
        return Map.of("prompt_tokens", prompt, "completion_tokens", completion, "total_tokens", prompt + completion);
    }

    private static Map<String, Object> millrace(Answer answer, Asking.Found found) {
        Map<String, Double> timings = SearchResource.timings(found);
        timings.put("answer", SearchResource.millis(answer.timings().total()));
        Map<String, Object> millrace = new LinkedHashMap<>();
        millrace.put("answered", answer.answered());
        millrace.put("mode", answer.mode());
        millrace.put("degraded", answer.degraded());
        if (answer.reason() != null) {
            millrace.put("reason", answer.reason());
        }
        millrace.put("support", answer.support());
        millrace.put("dropped", answer.dropped());
        millrace.put("citations", answer.citations());
        millrace.put("timings", timings);
        return millrace;
    }
}
