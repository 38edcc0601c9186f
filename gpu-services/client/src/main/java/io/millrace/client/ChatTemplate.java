package io.millrace.client;

import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import java.util.List;
import java.util.Locale;

/**
 * How a conversation becomes the one text that a model reads, for servers that leave this to their callers. The token that begins all is left to the tokenizer.
 * Messages can't forge a turn: core takes control tokens in them apart.
 */
public enum ChatTemplate {
    /** Qwen, SmolLM and others ({@code <|im_start|>}). */
    CHATML("<|im_end|>"),
    /** Qwen 3, told not to think: its reply begins after a thought that is empty. */
    QWEN_3("<|im_end|>"),
    /** Llama 3, 3.1, 3.2, 3.3. */
    LLAMA_3("<|eot_id|>"),
    /** Mistral's instruct models from version 3 of their tokenizer on; what the system says goes before the last user's message. */
    MISTRAL("</s>");

    private final String endOfTurn;

    ChatTemplate(String endOfTurn) {
        this.endOfTurn = endOfTurn;
    }

    /** Where a reply ends, if the server does not see to that. */
    String endOfTurn() {
        return endOfTurn;
    }

    /** The conversation up to where the reply begins. */
    String prompt(List<Message> messages) {
        return switch (this) {
            case CHATML -> turns(messages, "<|im_start|>", "\n", "\n");
            case QWEN_3 -> turns(messages, "<|im_start|>", "\n", "\n") + "<think>\n\n</think>\n\n";
            case LLAMA_3 -> turns(messages, "<|start_header_id|>", "<|end_header_id|>\n\n", "");
            case MISTRAL -> instructions(messages);
        };
    }

    private String turns(List<Message> messages, String beforeRole, String afterRole, String between) {
        StringBuilder prompt = new StringBuilder();
        for (Message message : messages) {
            prompt.append(beforeRole)
                    .append(message.role().name().toLowerCase(Locale.ROOT))
                    .append(afterRole)
                    .append(message.content())
                    .append(endOfTurn)
                    .append(between);
        }
        return prompt.append(beforeRole).append("assistant").append(afterRole).toString();
    }

    private String instructions(List<Message> messages) {
        StringBuilder system = new StringBuilder();
        int lastUser = -1;
        for (int i = 0; i < messages.size(); i++) {
            switch (messages.get(i).role()) {
                case SYSTEM -> system.append(messages.get(i).content()).append("\n\n");
                case USER -> lastUser = i;
                case ASSISTANT -> {
                    // Has no part in either.
                }
            }
        }
        StringBuilder prompt = new StringBuilder();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.role() == Role.USER) {
                prompt.append("[INST] ")
                        .append(i == lastUser ? system : "")
                        .append(message.content())
                        .append("[/INST]");
            } else if (message.role() == Role.ASSISTANT) {
                prompt.append(' ').append(message.content()).append(endOfTurn);
            }
        }
        return prompt.toString();
    }
}
