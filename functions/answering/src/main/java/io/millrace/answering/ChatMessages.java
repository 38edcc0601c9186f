package io.millrace.answering;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.conversation.Conversation;
import io.millrace.core.conversation.Conversation.Speaker;
import io.millrace.core.conversation.Conversation.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a chat completion. The question is the last one of the user.
 *
 * @param instructions what the system (or developer) says, joined; empty where it says nothing
 */
record ChatMessages(Conversation conversation, String instructions) {

    private static final int MAX_MESSAGES = 256;

    static ChatMessages of(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty() || messages.size() > MAX_MESSAGES) {
            throw JsonFields.invalid("messages must be a list of 1 to " + MAX_MESSAGES + " messages");
        }
        List<String> instructions = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        int question = -1;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String name = "messages[" + i + "]";
            String text = text(message, name);
            switch (message.path("role").asText()) {
                case "system", "developer" -> instructions.add(text);
                case "user" -> {
                    question = turns.size();
                    turns.add(new Turn(Speaker.USER, text));
                }
                case "assistant" -> turns.add(new Turn(Speaker.ASSISTANT, text));
                case "tool", "function" -> throw ChatOptions.unsupported(name + " of role tool");
                default -> throw JsonFields.invalid(name + ".role must be system, developer, user or assistant");
            }
        }
        if (question < 0) {
            throw JsonFields.invalid("messages holds none of role user, so there is no question");
        }
        return new ChatMessages(
                new Conversation(turns.subList(0, question), turns.get(question).text()),
                String.join("\n\n", instructions));
    }

    /** A string, or OpenAI's list of parts, of which only text can be read. */
    private static String text(JsonNode message, String name) {
        for (String option : List.of("tool_calls", "function_call", "audio")) {
            if (!JsonFields.isMissing(message.path(option))) {
                throw ChatOptions.unsupported(name + "." + option);
            }
        }
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        if (!content.isArray()) {
            throw JsonFields.invalid(name + ".content must be a string or a list of parts");
        }
        List<String> parts = new ArrayList<>();
        for (JsonNode part : content) {
            if (!"text".equals(part.path("type").asText())) {
                throw ChatOptions.unsupported(name + ".content with a part of a type other than text");
            }
            if (!part.path("text").isTextual()) {
                throw JsonFields.invalid(name + ".content has a part of type text whose text is no string");
            }
            parts.add(part.path("text").textValue());
        }
        return String.join("\n", parts);
    }
}
