package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.Generator;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A generator behind {@code POST /v1/chat/completions} with {@code stream: true}: ours, vLLM, or any other OpenAI-compatible server.
 * Leaving {@code generate} early or cancelling closes the connection, by which these servers notice that they can stop. Safe for use by many threads.
 */
public final class OpenAiGenerator implements Generator {

    private static final String PATH = "/v1/chat/completions";

    private final ModelEndpoint endpoint;
    private final boolean trusted;
    private final ModelCalls calls;

    /** @param trusted whether the catalog trusts this model to answer */
    public OpenAiGenerator(ModelEndpoint endpoint, boolean trusted) {
        this.endpoint = endpoint;
        this.trusted = trusted;
        this.calls = new ModelCalls(endpoint);
    }

    @Override
    public String model() {
        return endpoint.model();
    }

    @Override
    public boolean trusted() {
        return trusted;
    }

    /** Whether the server answers that it can serve now. */
    public boolean ready() {
        return calls.ready();
    }

    @Override
    public Generation generate(GenerationRequest request, Consumer<String> onText) {
        return calls.post(PATH, json -> write(json, request), request.timeout(), request.cancellation(), response -> {
            ChatStream stream = new ChatStream(onText);
            Generation generation = stream.read(response.body().source());
            if (stream.failed()) {
                throw calls.invalidAnswer(PATH, "it broke off its reply with an error");
            }
            return generation;
        });
    }

    private void write(JsonGenerator json, GenerationRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", endpoint.model());
        json.writeArrayFieldStart("messages");
        for (Message message : request.messages()) {
            json.writeStartObject();
            json.writeStringField("role", message.role().name().toLowerCase(Locale.ROOT));
            json.writeStringField("content", message.content());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("max_tokens", request.maxTokens());
        json.writeNumberField("temperature", request.temperature());
        if (!request.stop().isEmpty()) {
            json.writeArrayFieldStart("stop");
            for (String stop : request.stop()) {
                json.writeString(stop);
            }
            json.writeEndArray();
        }
        if (request.seed() != null) {
            // Servers disagree on how many bits a seed has; all take 32.
            json.writeNumberField("seed", Long.hashCode(request.seed()));
        }
        json.writeBooleanField("stream", true);
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        json.writeEndObject();
        json.writeEndObject();
    }
}
