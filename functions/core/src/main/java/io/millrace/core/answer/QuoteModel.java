package io.millrace.core.answer;

import java.util.List;
import java.util.Properties;

/**
 * Which sentences answer, and which of their words.
 *
 * @param sentences which of the sentences of the best passages holds the answer
 * @param words which of the words of such a sentence is the answer, or an equal part of it
 */
public record QuoteModel(ChoiceModel sentences, ChoiceModel words) {

    private static final String SENTENCES = "quote.sentence";
    private static final String WORDS = "quote.word";

    static QuoteModel read(Properties properties) {
        return new QuoteModel(
                ChoiceModel.read(properties, SENTENCES, sentenceFeatures()),
                ChoiceModel.read(properties, WORDS, wordFeatures()));
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
