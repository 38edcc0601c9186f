package io.millrace.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/** Chat completions, whole and as server-sent events. */
final class Chat {

    private final HttpCalls calls;
    private final String url;

    Chat(HttpCalls calls, String url) {
        this.calls = calls;
        this.url = url;
    }

    Answer ask(String question, AnswerMode mode, @Nullable String where) {
        JsonNode reply = calls.post(url, request(question, mode, where, false), JsonNode.class);
        String text =
                reply.path("choices").path(0).path("message").path("content").asText("");
        return Answer.of(question, text, details(reply), usage(reply));
    }

    Answer stream(String question, AnswerMode mode, @Nullable String where, Consumer<String> words) {
        Request request = new Request.Builder()
                .url(url)
                .post(HttpCalls.json(request(question, mode, where, true)))
                .build();
        try (Response response = calls.call(request).execute()) {
            if (!response.isSuccessful()) {
                throw new RefusedException(Refusal.read(
                        response.code(), "POST", url, response.body().string()));
            }
            Listener listener = new Listener(words);
            EventSources.processResponse(response, listener);
            return listener.answer(question);
        } catch (IOException e) {
            throw new UnreachableException(url, e);
        }
    }

    private static Map<String, Object> request(
            String question, AnswerMode mode, @Nullable String where, boolean stream) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("model", mode.model());
        request.put("messages", List.of(Map.of("role", "user", "content", question)));
        if (where != null) {
            request.put("millrace", Map.of("filter", Map.of("where", where)));
        }
        request.put("stream", stream);
        if (stream) {
            request.put("stream_options", Map.of("include_usage", true));
        }
        return request;
    }

    private static AnswerDetails details(JsonNode reply) {
        try {
            return Json.MAPPER.treeToValue(reply.path("millrace"), AnswerDetails.class);
        } catch (JsonProcessingException e) {
            throw new RefusedException(
                    new Refusal(200, "answer-invalid", "the answer says nothing of its sources: is this a Millrace?"));
        }
    }

    private static @Nullable JsonNode usage(JsonNode reply) {
        return reply.hasNonNull("usage") ? reply.get("usage") : null;
    }

    /** Puts the chunks together. EventSources calls it from the thread that reads. */
    private final class Listener extends EventSourceListener {

        private final Consumer<String> words;
        private final StringBuilder text = new StringBuilder();
        private @Nullable JsonNode last;
        private @Nullable JsonNode usage;
        private @Nullable RuntimeException failure;

        Listener(Consumer<String> words) {
            this.words = words;
        }

        @Override
        public void onEvent(EventSource source, @Nullable String id, @Nullable String type, String data) {
            if (data.equals("[DONE]")) {
                return;
            }
            try {
                JsonNode chunk = Json.MAPPER.readTree(data);
                if (chunk.hasNonNull("detail")) {
                    failure = new RefusedException(
                            Refusal.read(chunk.path("status").asInt(500), "POST", url, data));
                    return;
                }
                String delta = chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText("");
                if (!delta.isEmpty()) {
                    text.append(delta);
                    words.accept(delta);
                }
                if (chunk.has("millrace")) {
                    last = chunk;
                }
                if (chunk.hasNonNull("usage")) {
                    usage = chunk.get("usage");
                }
            } catch (JsonProcessingException e) {
                failure = new RefusedException(
                        new Refusal(200, "answer-invalid", "the answer's stream holds something that is not JSON"));
            }
        }

        @Override
        public void onFailure(EventSource source, @Nullable Throwable cause, @Nullable Response response) {
            failure = new UnreachableException(
                    url, cause instanceof IOException e ? e : new IOException("the answer is no event stream", cause));
        }

        Answer answer(String question) {
            if (failure != null) {
                throw failure;
            }
            if (last == null) {
                throw new UnreachableException(url, new IOException("the answer broke off; ask again"));
            }
            return Answer.of(question, text.toString(), details(last), usage);
        }
    }
}
