package io.millrace.core.answer;

/** What tells a word that is part of an answer from the others of its sentence. */
enum WordFeature {
    /** The question has it. */
    ASKED,
    /** It says nothing by itself. */
    STOP,
    CAPITAL,
    NUMBER,
    WANTED_NUMBER,
    WANTED_DATE,
    WANTED_PERSON,
    WANTED_PLACE,
    /** A capital where neither a person nor a place nor a number is asked for. */
    OTHER_CAPITAL,
    /** Words since the last one that the question has, at most 12, ÷ 12. */
    SINCE_ASKED,
    /** Words to the next one. */
    UNTIL_ASKED,
    NEAREST_ASKED,
    /** 0 at the sentence's start, 1 at its end. */
    POSITION,
    BRACKET
}
