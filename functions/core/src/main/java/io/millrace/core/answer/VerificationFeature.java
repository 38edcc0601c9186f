package io.millrace.core.answer;

/** What tells whether a passage's sentence, or two that follow each other, support a claim that none of the hard rules rejects. */
enum VerificationFeature {
    /** The idf-weighted share of the claim's words that stand there; those only of the sentence before or of title and headings count half. */
    COVERAGE,
    /** The idf of the words that don't, ÷ 10. */
    MISSING,
    /** The share of the claim's words, by number, that don't. */
    MISSING_SHARE,
    /** The share of what is missing by weight that begins like a word which stands there (die, death). */
    SIMILAR,
    /** The share of the claim's neighbouring words that are near each other and in the same order there, ÷ ½; at most 1. */
    ADJACENT,
    /** The share that are in the same order, however far apart, ÷ ½; at most 1. */
    IN_ORDER,
    /** Names and numbers with none of their neighbours near them there; those of a name on the same side. */
    STRAYED,
    /** Names that only the sentence before, title or headings have, by the claim's words; not what the pronoun stands for that the sentence begins with. */
    BORROWED,
    /** Whether the claim opens with a word that stands nowhere near: a name in place of another, maybe. */
    STRANGE_START,
    /** The idf-weighted share of the sentence's words that the claim repeats. */
    REPEATED,
    /** ln of the claim's words, ÷ 4. */
    LENGTH,
    /** Whether two sentences are needed. */
    PAIR
}
