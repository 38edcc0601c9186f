package io.millrace.core.answer;

import java.util.List;
import java.util.Properties;

/**
 * Which sentences answer, and which of their words.
 *
 * @param sentences the probability that a sentence holds the answer
 * @param words the probability that a word of such a sentence is part of it
 */
public record QuoteModel(LogisticModel sentences, LogisticModel words) {

    private static final String SENTENCES = "quote.sentence";
    private static final String WORDS = "quote.word";

    static QuoteModel read(Properties properties) {
        return new QuoteModel(
                LogisticModel.read(properties, SENTENCES, sentenceFeatures()),
                LogisticModel.read(properties, WORDS, wordFeatures()));
    }

    /** Writes what a calibration file holds of it. */
    public void write(Properties properties) {
        sentences.write(properties, SENTENCES, sentenceFeatures());
        words.write(properties, WORDS, wordFeatures());
    }

    private static List<String> sentenceFeatures() {
        return LogisticModel.names(QuoteFeature.values());
    }

    private static List<String> wordFeatures() {
        return LogisticModel.names(WordFeature.values());
    }
}
