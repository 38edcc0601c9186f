package io.millrace.answering;

import com.fasterxml.jackson.databind.node.NullNode;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.answer.Answer;
import io.millrace.core.cache.Prepared;
import io.millrace.core.retrieve.Retrieval;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A reply in OpenAI's form, whole or in chunks; the member {@code millrace} tells what the form has no place for. */
final class ChatCompletion {

    /** Our mapper leaves out null, but OpenAI's form wants these. */
    private static final Object NULL = NullNode.getInstance();

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();
    private final ChatRequest request;

    ChatCompletion(ChatRequest request) {
        this.request = request;
    }

    Map<String, Object> whole(Conversing.Reply outcome) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        message.put("content", outcome.text());
        message.put("refusal", NULL);
        Map<String, Object> reply = reply(List.of(choice("message", message, outcome.isCut() ? "length" : "stop")));
        reply.put("usage", usage(outcome.answer()));
        reply.put(ChatRequest.EXTENSION, millrace(outcome));
        return reply;
    }

    /** The first chunk, which says who speaks. */
    Map<String, Object> first() {
        return delta(Map.of("role", "assistant", "content", ""));
    }

    Map<String, Object> text(String piece) {
        return delta(Map.of("content", piece));
    }

    private Map<String, Object> delta(Map<String, String> delta) {
        return reply(List.of(choice("delta", delta, NULL)));
    }

    /** The chunk that ends the answer, and one with the usage where it is wanted. */
    List<Map<String, Object>> last(Conversing.Reply outcome) {
        Map<String, Object> end = reply(List.of(choice("delta", Map.of(), outcome.isCut() ? "length" : "stop")));
        end.put(ChatRequest.EXTENSION, millrace(outcome));
        if (!request.includeUsage()) {
            return List.of(end);
        }
        Map<String, Object> usage = reply(List.of());
        usage.put("usage", usage(outcome.answer()));
        return List.of(end, usage);
    }

    private static Map<String, Object> choice(String member, Map<String, ?> content, Object finishReason) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("index", 0);
        choice.put(member, content);
        choice.put("logprobs", NULL);
        choice.put("finish_reason", finishReason);
        return choice;
    }

    private Map<String, Object> reply(List<Map<String, Object>> choices) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("id", id);
        reply.put("object", request.stream() ? "chat.completion.chunk" : "chat.completion");
        reply.put("created", created);
        reply.put("model", request.model().id());
        reply.put("choices", choices);
        if (request.includeUsage()) {
            reply.put("usage", NULL);
        }
        return reply;
    }

    private static Map<String, Object> usage(Answer answer) {
        int prompt = answer.usage().promptTokens();
        int completion = answer.usage().completionTokens();
        return Map.of("prompt_tokens", prompt, "completion_tokens", completion, "total_tokens", prompt + completion);
    }

    private Map<String, Object> millrace(Conversing.Reply outcome) {
        Answer answer = outcome.answer();
        Prepared prepared = outcome.ready().prepared();
        Map<String, Double> timings = prepared.retrieval()
                .map(retrieval -> SearchResource.timings(retrieval, prepared.embedding()))
                .orElseGet(TreeMap::new);
        timings.put("cache", SearchResource.millis(prepared.lookup()));
        timings.put("condense", SearchResource.millis(outcome.ready().condensing()));
        timings.put("answer", SearchResource.millis(answer.timings().total()));
        Map<String, Object> millrace = new LinkedHashMap<>();
        millrace.put("question", outcome.ready().question().text());
        millrace.put("answered", answer.answered());
        millrace.put("mode", answer.mode());
        millrace.put("cached", outcome.cached());
        millrace.put("degraded", answer.degraded());
        if (answer.reason() != null) {
            millrace.put("reason", answer.reason());
        }
        millrace.put("support", answer.support());
        millrace.put("dropped", answer.dropped());
        millrace.put("citations", answer.citations());
        prepared.retrieval().map(Retrieval::rerankSkipped).ifPresent(skipped -> millrace.put("rerankSkipped", skipped));
        if (answer.evidence() != null) {
            millrace.put(
                    "evidence",
                    outcome.ready().caller().may(Role.ADMINISTRATOR)
                            ? answer.evidence()
                            : answer.evidence().withoutDroppedText());
        }
        millrace.put("timings", timings);
        if (request.explain()) {
            Conversing.Ready ready = outcome.ready();
            prepared.retrieval()
                    .map(found -> SearchResource.explanation(ready.caller(), ready.question(), found))
                    .ifPresent(explanation -> millrace.put("explanation", explanation));
        }
        return millrace;
    }
}
