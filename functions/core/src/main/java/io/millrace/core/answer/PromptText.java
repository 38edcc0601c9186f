package io.millrace.core.answer;

import java.util.regex.Pattern;

/** Makes text of documents and askers plain text for a language model: what its chat template or its tokenizer would read as a sign of its own is taken apart. */
final class PromptText {

    /** Signs that no reader sees: zero-width spaces, marks of direction, tags, soft hyphens, and controls but for tab and line feed. Joiners stay: scripts need them. */
    private static final Pattern UNSEEN = Pattern.compile(
            "[\\u00AD\\u180E\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFEFF\\x{E0000}-\\x{E007F}]"
                    + "|[\\p{Cc}&&[^\\n\\t]]");

    /** Control tokens of the chat templates in use: ChatML, Llama, Mistral, Gemma, DeepSeek, Phi, and those of tool calls. */
    private static final Pattern CONTROL = Pattern.compile("(?i)<(?=[|｜])|(?<=[|｜])>"
            + "|<(?=/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn|start_of_image|tool_call|tool_response|tools|think|function)\\b[^<>]{0,40}>)"
            + "|<(?=</?SYS>>)|\\[(?=/?(?:INST|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT|IMG)\\])");

    private PromptText() {}

    /** The same text for a reader; a control token has a space inside. */
    static String plain(String text) {
        return CONTROL.matcher(UNSEEN.matcher(text).replaceAll(""))
                .replaceAll(sign -> sign.group().equals(">")
                        ? " >"
                        : sign.group().replace("<", "< ").replace("[", "[ "));
    }
}
