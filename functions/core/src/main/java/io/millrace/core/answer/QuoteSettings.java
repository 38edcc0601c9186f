package io.millrace.core.answer;

/**
 * @param passages how many of the best passages to quote from, at least 1
 * @param sentences the most sentences, at least 1
 * @param maxWords the most words in all, marks of citations counted, at least 12
 * @param firstBonus what a sentence of the best passage gains on the others, in points of its score
 */
public record QuoteSettings(int passages, int sentences, int maxWords, double firstBonus) {

    public static final QuoteSettings DEFAULT = new QuoteSettings(3, 2, 60, .05);

    public QuoteSettings {
        if (passages < 1 || sentences < 1 || maxWords < 12 || !(firstBonus >= 0)) {
            throw new IllegalArgumentException(
                    "passages and sentences are 1 or more, maxWords 12 or more, firstBonus 0 or"
                            + " more, but they are " + passages + ", " + sentences + ", " + maxWords + ", "
                            + firstBonus);
        }
    }
}
