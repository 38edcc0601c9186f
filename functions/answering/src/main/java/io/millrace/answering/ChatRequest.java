package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.FilterJson;
import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.GenerationOptions;
import io.millrace.core.conversation.Conversation;
import io.millrace.core.index.Filter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a chat completion asks for, in OpenAI's form.
 *
 * @param instructions the system messages; empty where there are none
 * @param maxTokens null where there is no limit of the asker's
 * @param stop strings before which the answer ends
 * @param stream whether the answer comes as Server-Sent Events
 * @param includeUsage whether the stream ends with a chunk that holds the usage
 * @param filter which documents may answer, from the member {@code millrace}
 * @param explain whether the reply says what each stage of the retrieval made of it, and what was made of each sentence; from the same
 */
record ChatRequest(
        ChatModel model,
        Conversation conversation,
        String instructions,
        @Nullable Integer maxTokens,
        double temperature,
        List<String> stop,
        @Nullable Long seed,
        boolean stream,
        boolean includeUsage,
        Filter filter,
        boolean explain) {

    /** What OpenAI's form has no place for, in requests as in replies. */
    static final String EXTENSION = "millrace";

    private static final Set<String> EXTENSIONS = Set.of("filter", "explain");

    static ChatRequest of(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw JsonFields.invalid("the body must be a JSON object with model and messages");
        }
        ChatOptions.refuseUnsupported(body);
        ChatMessages messages = ChatMessages.of(body.path("messages"));
        JsonFields fields = new JsonFields(body);
        Integer maxTokens = smaller(
                fields.integer("max_tokens", 1, Integer.MAX_VALUE),
                fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE));
        boolean stream = fields.bool("stream");
        JsonFields streamOptions = fields.object("stream_options");
        if (!stream && !streamOptions.isEmpty()) {
            throw JsonFields.invalid("stream_options is only for stream: true");
        }
        JsonFields extension = fields.object(EXTENSION);
        extension.allowOnly(EXTENSIONS);
        return new ChatRequest(
                ChatModel.of(fields.string("model", ChatModel.MILLRACE.id())),
                messages.conversation(),
                messages.instructions(),
                maxTokens,
                fields.number("temperature", 0, 2, 0),
                ChatOptions.stop(body.path("stop")),
                fields.wholeNumber("seed"),
                stream,
                streamOptions.bool("include_usage"),
                FilterJson.read(body.path(EXTENSION).path("filter")),
                extension.bool("explain"));
    }

    /** What the generator is told. */
    GenerationOptions options(Cancellation cancellation) {
        return new GenerationOptions(instructions, maxTokens, temperature, stop, seed, cancellation);
    }

    private static @Nullable Integer smaller(@Nullable Integer one, @Nullable Integer other) {
        return one == null ? other : other == null ? one : Integer.valueOf(Math.min(one, other));
    }
}
