package io.millrace.core.answer;

/** Why a generated sentence is not in the answer. */
public enum Rejection {
    /** No passage shares a word with it that says something. */
    NOTHING_ALIKE,
    /** The passages hold too little of it, or in too different an order. */
    TOO_LITTLE,
    /** A number or a date of it does not stand there. */
    NUMBER,
    /** A name of it does not stand there. */
    NAME,
    /** It denies what they don't, or the other way round. */
    NEGATION,
    /** It says must where they don't, or may, or is certain where they say may. */
    MODALITY,
    /** Who does something there has it done to them here, or what is its origin there is its goal here, or the other way round. */
    ROLE,
    /** It has a link that does not stand there. */
    LINK,
    /** It was said before. */
    REPEATED,
    /** The limit of length cut it off. */
    CUT_OFF
}
