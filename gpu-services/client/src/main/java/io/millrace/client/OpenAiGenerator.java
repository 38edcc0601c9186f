package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.Generator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A generator behind {@code POST /v1/chat/completions} with {@code stream: true}: ours, vLLM, TGI, llama.cpp, OpenAI itself, or any other
 * OpenAI-compatible server.
 * Leaving {@code generate} early or cancelling closes the connection, by which these servers notice that they can stop. Safe for use by many threads.
 */
public final class OpenAiGenerator implements Generator {

    private static final String PATH = "/v1/chat/completions";
    private static final String TOKENIZE = "/tokenize";
    private static final Duration COUNTING = Duration.ofSeconds(1);
    private static final long MILLISECOND = 1_000_000;

    /** How the server counts tokens. */
    public enum Tokenizer {
        /** It does not. */
        NONE,
        /** {@code POST /tokenize} with model and prompt, as vLLM has it. */
        VLLM,
        /** {@code POST /tokenize} with content, as llama.cpp's server has it. */
        LLAMA_CPP
    }

    private final ModelEndpoint endpoint;
    private final boolean trusted;
    private final Tokenizer tokenizer;
    private final boolean thinks;
    private final ModelCalls calls;

    /** @param trusted whether the catalog trusts this model to answer */
    public OpenAiGenerator(ModelEndpoint endpoint, boolean trusted) {
        this(endpoint, trusted, Tokenizer.NONE, false);
    }

    /**
     * @param trusted whether the catalog trusts this model to answer
     * @param tokenizer how the server counts tokens
     * @param thinks whether the model would think before it replies and is told not to, as vLLM and llama.cpp pass on to its template; other servers may refuse the word
     */
    public OpenAiGenerator(ModelEndpoint endpoint, boolean trusted, Tokenizer tokenizer, boolean thinks) {
        this.endpoint = endpoint;
        this.trusted = trusted;
        this.tokenizer = tokenizer;
        this.thinks = thinks;
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
            StreamError error = stream.error();
            if (error != null) {
                throw calls.failedInStream(PATH, error, generation.text().isEmpty());
            }
            return generation;
        });
    }

    /** One call a text: neither server takes several. All together have a second, since who waits for them could do without. */
    @Override
    public Optional<List<Integer>> countTokens(List<String> texts, Cancellation cancellation) {
        if (tokenizer == Tokenizer.NONE) {
            return Optional.empty();
        }
        long deadline = System.nanoTime() + COUNTING.toNanos();
        List<Integer> counts = new ArrayList<>(texts.size());
        for (String text : texts) {
            // A call without any time has no limit.
            Duration left = Duration.ofNanos(Math.max(MILLISECOND, deadline - System.nanoTime()));
            counts.add(calls.post(TOKENIZE, json -> writeText(json, text), left, cancellation, response -> {
                try (JsonParser json = ModelCalls.parser(response.body().byteStream())) {
                    return readCount(json);
                }
            }));
        }
        return Optional.of(counts);
    }

    private void writeText(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        if (tokenizer == Tokenizer.VLLM) {
            json.writeStringField("model", endpoint.model());
        }
        json.writeStringField(tokenizer == Tokenizer.VLLM ? "prompt" : "content", text);
        json.writeBooleanField(tokenizer == Tokenizer.VLLM ? "add_special_tokens" : "add_special", false);
        json.writeEndObject();
    }

    /** The length of the member {@code tokens}, which both have. */
    private int readCount(JsonParser json) throws IOException {
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_OBJECT);
        int count = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean tokens = json.currentName().equals("tokens");
            JsonToken value = json.nextToken();
            if (tokens && value == JsonToken.START_ARRAY) {
                count = 0;
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    json.skipChildren();
                    count++;
                }
            } else {
                json.skipChildren();
            }
        }
        if (count < 0) {
            throw calls.invalidAnswer(TOKENIZE, "no tokens");
        }
        return count;
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
            // Servers disagree on how many bits a seed has and whether one is a sign; all take these 31.
            json.writeNumberField("seed", Long.hashCode(request.seed()) & Integer.MAX_VALUE);
        }
        if (thinks) {
            json.writeObjectFieldStart("chat_template_kwargs");
            json.writeBooleanField("enable_thinking", false);
            json.writeEndObject();
        }
        json.writeBooleanField("stream", true);
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        json.writeEndObject();
        json.writeEndObject();
    }
}
