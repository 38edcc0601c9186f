package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Visibility;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.retrieve.Question;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a chat completion asks for. The question is the last message of the user; messages before it don't count yet.
 *
 * @param stream whether the answer comes as Server-Sent Events
 */
record ChatRequest(ChatModel model, Question question, boolean stream) {

    static ChatRequest of(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw invalid("the body must be a JSON object with model and messages");
        }
        JsonNode n = body.path("n");
        if (!n.isMissingNode() && !n.isNull() && n.asInt(0) != 1) {
            throw invalid("n must be 1: one answer a request");
        }
        JsonNode stream = body.path("stream");
        if (!stream.isMissingNode() && !stream.isNull() && !stream.isBoolean()) {
            throw invalid("stream must be true or false");
        }
        ChatModel model = ChatModel.of(body.path("model").asText(ChatModel.MILLRACE.id()));
        Question question =
                new Question(lastOfUser(body.path("messages")), Visibility.anonymous(DocumentKey.DEFAULT_TENANT));
        return new ChatRequest(model, question, stream.asBoolean(false));
    }

    private static String lastOfUser(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw invalid("messages must be a list of at least one message");
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            if ("user".equals(messages.get(i).path("role").asText())) {
                return text(messages.get(i).path("content"));
            }
        }
        throw invalid("messages holds none of role user, so there is no question");
    }

    /** A string, or OpenAI's list of parts. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.isArray()) {
            return StreamSupport.stream(content.spliterator(), false)
                    .filter(part -> "text".equals(part.path("type").asText()))
                    .map(part -> part.path("text").asText())
                    .collect(Collectors.joining("\n"));
        }
        throw invalid("the content of a message must be a string or a list of parts");
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(Category.INVALID, "request-invalid", detail);
    }
}
