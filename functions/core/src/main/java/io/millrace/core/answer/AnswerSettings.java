package io.millrace.core.answer;

/**
 * @param quote how to quote
 * @param generation how to generate and verify
 * @param refusal when to say that the documents do not say
 */
public record AnswerSettings(QuoteSettings quote, GenerationSettings generation, RefusalModel refusal) {

    /** For a laptop and its small model. */
    public static final AnswerSettings LAPTOP =
            new AnswerSettings(QuoteSettings.DEFAULT, GenerationSettings.LAPTOP, RefusalModel.MINILM);
}
