package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}, whole or as a stream. */
final class ChatRoute {

    private final Supplier<GeneratorState> state;
    private final InstantSource clock;

    ChatRoute(Supplier<GeneratorState> state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    void handle(HttpCall call) throws IOException, InterruptedException {
        ChatRequest request = call.read(ChatRequest::read);
        LlamaGenerator generator = switch (state.get()) {
            case GeneratorState.Ready(LlamaGenerator ready) -> ready;
            case GeneratorState.Absent(String reason) ->
                throw ProblemException.of(
                        Category.UNAVAILABLE, "model-unavailable", "no generator is served here: " + reason);
        };
        if (request.model() != null && !request.model().equals(generator.id())) {
            throw ProblemException.of(
                    Category.NOT_FOUND, "model-not-served", "the generator served here is " + generator.id());
        }
        Completion completion =
                new Completion("chatcmpl-" + UUID.randomUUID(), clock.instant().getEpochSecond(), generator.id());
        if (request.stream()) {
            new Streamed(call, completion, request).generate(generator);
        } else {
            whole(call, completion, generator, request);
        }
    }

    /** What all parts of one answer say. */
    private record Completion(String id, long created, String model) {
        void begin(JsonGenerator json, String object) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("object", object);
            json.writeNumberField("created", created);
            json.writeStringField("model", model);
        }
    }

    private static void whole(HttpCall call, Completion completion, LlamaGenerator generator, ChatRequest request)
            throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        LlamaGenerator.Reply reply = generator.generate(request, call.deadline(), new LlamaGenerator.Listener() {
            @Override
            public void text(String piece) {
                text.append(piece);
            }

            @Override
            public void waiting() {}
        });
        call.answer(200, json -> {
            completion.begin(json, "chat.completion");
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", 0);
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            json.writeStringField("content", text.toString());
            json.writeEndObject();
            json.writeStringField("finish_reason", finishReason(reply));
            json.writeEndObject();
            json.writeEndArray();
            writeUsage(json, reply);
            json.writeEndObject();
        });
    }

    /** An answer that goes out as it comes. It begins with the first word, so that what fails before it has a status of its own. */
    private static final class Streamed implements LlamaGenerator.Listener {

        private final HttpCall call;
        private final Completion completion;
        private final ChatRequest request;
        private @Nullable EventStream stream;

        Streamed(HttpCall call, Completion completion, ChatRequest request) {
            this.call = call;
            this.completion = completion;
            this.request = request;
        }

        void generate(LlamaGenerator generator) throws IOException, InterruptedException {
            try {
                finish(generator.generate(request, call.deadline(), this));
            } catch (ProblemException e) {
                if (stream == null) {
                    throw e;
                }
                // Too late for a status: the stream ends with the error, and without [DONE].
                try (EventStream open = stream) {
                    open.send(json -> HttpCall.writeError(json, e.problem()));
                }
            }
        }

        private void finish(LlamaGenerator.Reply reply) throws IOException {
            try (EventStream open = open()) {
                open.send(json -> {
                    completion.begin(json, "chat.completion.chunk");
                    writeChoice(json, "", finishReason(reply));
                    json.writeEndObject();
                });
                if (request.includeUsage()) {
                    open.send(json -> {
                        completion.begin(json, "chat.completion.chunk");
                        json.writeArrayFieldStart("choices");
                        json.writeEndArray();
                        writeUsage(json, reply);
                        json.writeEndObject();
                    });
                }
                open.done();
            }
        }

        @Override
        public void text(String piece) throws IOException {
            open().send(json -> {
                completion.begin(json, "chat.completion.chunk");
                writeChoice(json, piece, null);
                json.writeEndObject();
            });
        }

        @Override
        public void waiting() throws IOException {
            open().ping();
        }

        private EventStream open() throws IOException {
            if (stream == null) {
                stream = call.stream();
            }
            return stream;
        }

        private static void writeChoice(JsonGenerator json, String piece, @Nullable String finishReason)
                throws IOException {
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", 0);
            json.writeObjectFieldStart("delta");
            if (finishReason == null) {
                json.writeStringField("role", "assistant");
                json.writeStringField("content", piece);
            }
            json.writeEndObject();
            json.writeStringField("finish_reason", finishReason);
            json.writeEndObject();
            json.writeEndArray();
        }
    }

    private static String finishReason(LlamaGenerator.Reply reply) {
        return reply.length() ? "length" : "stop";
    }

    private static void writeUsage(JsonGenerator json, LlamaGenerator.Reply reply) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", reply.promptTokens());
        json.writeNumberField("completion_tokens", reply.completionTokens());
        json.writeNumberField("total_tokens", reply.promptTokens() + reply.completionTokens());
        json.writeEndObject();
    }
}
