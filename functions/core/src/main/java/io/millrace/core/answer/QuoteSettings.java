package io.millrace.core.answer;

/**
 * @param passages how many of the best passages to quote from, at least 1
 * @param candidates how many of their sentences to weigh against each other, at least 1
 * @param maxWords the most words in all, marks of citations left out, at least 12
 * @param forPassage how much likelier, 0..1, an answer has to be to hold what is asked for a sentence of a second passage to be worth its citation
 * @param forReference how much less likely, 0..1, an answer may be to hold what is asked when it has the sentence before one that starts with a pronoun
 */
public record QuoteSettings(int passages, int candidates, int maxWords, double forPassage, double forReference) {

    public static final QuoteSettings DEFAULT = new QuoteSettings(3, 5, 60, .04, .03);

    public QuoteSettings {
        if (passages < 1 || candidates < 1 || maxWords < 12 || !isShare(forPassage) || !isShare(forReference)) {
            throw new IllegalArgumentException("passages and candidates are 1 or more, maxWords 12 or more,"
                    + " forPassage and forReference 0 to 1, but they are " + passages + ", " + candidates + ", "
                    + maxWords + ", " + forPassage + ", " + forReference);
        }
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }
}
