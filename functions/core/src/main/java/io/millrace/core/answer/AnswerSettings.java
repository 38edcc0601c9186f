package io.millrace.core.answer;

import io.millrace.core.document.Digest;
import java.util.Properties;
import java.util.TreeMap;

/**
 * @param quote how to quote
 * @param quotes which sentences answer
 * @param generation how to generate
 * @param verification what of that stays
 * @param prompts what the generator is told
 * @param refusal when to say that the documents do not say
 */
public record AnswerSettings(
        QuoteSettings quote,
        QuoteModel quotes,
        GenerationSettings generation,
        VerificationModel verification,
        PromptTemplates prompts,
        RefusalModel refusal) {

    /** For a laptop and its small model. */
    public static final AnswerSettings LAPTOP = new AnswerSettings(
            QuoteSettings.DEFAULT,
            Calibration.MINILM.quotes(),
            GenerationSettings.LAPTOP,
            Calibration.MINILM.verification(),
            PromptTemplates.SHIPPED,
            Calibration.MINILM.refusal());

    /** The same, but for what the generator is told. */
    public AnswerSettings with(PromptTemplates others) {
        return new AnswerSettings(quote, quotes, generation, verification, others, refusal);
    }

    /** The same, but for how it is generated. */
    public AnswerSettings with(GenerationSettings others) {
        return new AnswerSettings(quote, quotes, others, verification, prompts, refusal);
    }

    /** Changes with everything that decides an answer. */
    String digest() {
        Properties weights = new Properties();
        quotes.write(weights);
        verification.write(weights);
        refusal.write(weights);
        return Digest.of(
                quote.toString(), generation.toString(), prompts.identity(), new TreeMap<>(weights).toString());
    }
}
