package io.millrace.client;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.Generator;
import java.io.IOException;
import java.util.function.Consumer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * A generator behind Triton's {@code POST /v2/models/…/generate_stream} (its generate extension) with the inputs of the TensorRT-LLM backend's
 * {@code tensorrt_llm_bls}: text in, text out, so the chat template is applied here. Each event has the whole reply so far
 * ({@code accumulate_tokens: True}): a token alone loses its space, and a part of a character becomes U+FFFD, so what ends in one is waited for. Triton tells no numbers of tokens: those of the prompt are estimated, those of the reply
 * are its events, one a token. The stream just ends; a reply that has all the tokens it may have counts as cut. Safe for use by many threads.
 */
public final class TritonGenerator implements Generator {

    /** As core estimates. */
    private static final double CHARACTERS_A_TOKEN = 3.5;

    private static final char PART_OF_A_CHARACTER = '\uFFFD';

    private final ModelEndpoint endpoint;
    private final boolean trusted;
    private final ChatTemplate template;
    private final String path;
    private final ModelCalls calls;

    /**
     * @param endpoint its model is the one that is served, by the catalog's name
     * @param trusted whether the catalog trusts this model to answer
     * @param served what the model is called in Triton's repository, such as {@code tensorrt_llm_bls}
     */
    public TritonGenerator(ModelEndpoint endpoint, boolean trusted, ChatTemplate template, String served) {
        this.endpoint = endpoint;
        this.trusted = trusted;
        this.template = template;
        this.path = "/v2/models/" + served + "/generate_stream";
        this.calls = new ModelCalls(endpoint, Tensors.HEALTH);
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
        String prompt = template.prompt(request.messages());
        return calls.post(
                path,
                json -> write(json, prompt, request),
                request.timeout(),
                request.cancellation(),
                response ->
                        new Reply(onText).read(prompt, request, response.body().source()));
    }

    private void write(JsonGenerator json, String prompt, GenerationRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("text_input", prompt);
        json.writeNumberField("max_tokens", request.maxTokens());
        if (request.temperature() > 0) {
            json.writeNumberField("temperature", request.temperature());
        } else {
            // The likeliest token, whatever a temperature of zero means to this release.
            json.writeNumberField("top_k", 1);
        }
        if (request.seed() != null) {
            json.writeNumberField("random_seed", Integer.toUnsignedLong(Long.hashCode(request.seed())));
        }
        json.writeArrayFieldStart("stop_words");
        json.writeString(template.endOfTurn());
        for (String stop : request.stop()) {
            json.writeString(stop);
        }
        json.writeEndArray();
        json.writeBooleanField("stream", true);
        json.writeEndObject();
    }

    /** Without the part of a character at its end. */
    private static String complete(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == PART_OF_A_CHARACTER) {
            end--;
        }
        return text.substring(0, end);
    }

    /** A reply as it comes. */
    private final class Reply {

        private final WithoutThoughts text;
        private String before = "";
        private int events;
        private @Nullable StreamError error;

        private Reply(Consumer<String> onText) {
            this.text = new WithoutThoughts(onText);
        }

        Generation read(String prompt, GenerationRequest request, BufferedSource source) throws IOException {
            EventStream.read(source, data -> {
                EventStream.members(data, this::readMember);
                return error == null;
            });
            if (error != null) {
                throw calls.failedInStream(path, error, text.isEmpty());
            }
            if (events == 0) {
                throw calls.invalidAnswer(path, "its stream has no event");
            }
            return new Generation(
                    text.finish(),
                    (int) Math.ceil(prompt.length() / CHARACTERS_A_TOKEN),
                    Math.min(events, request.maxTokens()),
                    events >= request.maxTokens() ? FinishReason.LENGTH : FinishReason.STOP);
        }

        /** What is new in the reply so far. A tokenizer that tidies may change its end, never its beginning. */
        private void add(String soFar) {
            int known = 0;
            while (known < Math.min(before.length(), soFar.length()) && before.charAt(known) == soFar.charAt(known)) {
                known++;
            }
            if (known == 0 && !before.isEmpty() && !soFar.isEmpty()) {
                throw calls.invalidAnswer(
                        path, "its events are no replies so far; tensorrt_llm_bls needs accumulate_tokens: True");
            }
            if (known < soFar.length()) {
                before = soFar;
                text.add(soFar.substring(known));
            }
        }

        private void readMember(String name, JsonParser json) throws IOException {
            if (name.equals("text_output") && json.currentToken() == JsonToken.VALUE_STRING) {
                events++;
                add(complete(json.getText()));
            } else if (name.equals("error") && json.currentToken() != JsonToken.VALUE_NULL) {
                error = StreamError.read(json);
            } else {
                json.skipChildren();
            }
        }
    }
}
