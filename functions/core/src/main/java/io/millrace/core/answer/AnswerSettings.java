package io.millrace.core.answer;

/**
 * @param quote how to quote
 * @param quotes which sentences answer
 * @param generation how to generate and verify
 * @param refusal when to say that the documents do not say
 */
public record AnswerSettings(
        QuoteSettings quote, QuoteModel quotes, GenerationSettings generation, RefusalModel refusal) {

    /** For a laptop and its small model. */
    public static final AnswerSettings LAPTOP = new AnswerSettings(
            QuoteSettings.DEFAULT,
            Calibration.MINILM.quotes(),
            GenerationSettings.LAPTOP,
            Calibration.MINILM.refusal());
}
