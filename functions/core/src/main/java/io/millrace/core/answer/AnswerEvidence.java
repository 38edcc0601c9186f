package io.millrace.core.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer came to be.
 *
 * @param prompt what the generator was told; null where none was asked
 * @param sentences in the order in which they were said; those that were dropped too
 */
public record AnswerEvidence(@Nullable PromptUse prompt, List<SentenceEvidence> sentences) {

    public AnswerEvidence {
        sentences = List.copyOf(sentences);
    }

    /**
     * @param version of the templates
     * @param identity of their words
     * @param passages how many found room
     * @param tokens how many tokens the prompt was taken to have
     * @param countedBy tokenizer or characters
     */
    public record PromptUse(String version, String identity, int passages, int tokens, TokensBy countedBy) {}

    /** What anybody may see: a sentence that was dropped may say anything, instructions and links of others' documents included. */
    public AnswerEvidence withoutDroppedText() {
        return new AnswerEvidence(
                prompt,
                sentences.stream().map(SentenceEvidence::withoutDroppedText).toList());
    }
}
