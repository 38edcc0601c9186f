package io.millrace.core.answer;

import io.millrace.core.document.Digest;
import java.util.Properties;
import java.util.TreeMap;

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

    /** Changes with every number that decides an answer. */
    String digest() {
        Properties weights = new Properties();
        quotes.write(weights);
        refusal.write(weights);
        return Digest.of(quote.toString(), generation.toString(), new TreeMap<>(weights).toString());
    }
}
