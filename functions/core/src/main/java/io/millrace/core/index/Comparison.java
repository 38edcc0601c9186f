package io.millrace.core.index;

/** How a column is compared with the values of a {@link Condition}. Texts are ordered by the code points of their characters. */
public enum Comparison {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    /** Equal to one of the values. */
    IN("in"),
    /** Of two values of one type, the lower first: neither below the one nor above the other. */
    BETWEEN("between");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    /** As a condition is written. */
    public String symbol() {
        return symbol;
    }
}
