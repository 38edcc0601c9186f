package io.millrace.bench.answers;

/** What was done to a sentence that holds an answer. */
enum ClaimKind {
    /** Nothing. */
    GOLD(Truth.TRUE),
    /** Clauses in another order. */
    REORDERED(Truth.TRUE),
    /** Active made passive, or the other way round. */
    VOICE(Truth.TRUE),
    /** One or two words for others that mean the same. */
    SYNONYMS(Truth.TRUE),
    /** A full name that was said before, by its last word. */
    SHORT_NAME(Truth.TRUE),
    /** What is in brackets, between commas or in a clause at an end left out. */
    SHORTENED(Truth.TRUE),
    /** A subject that was said before, by a pronoun. */
    PRONOUN(Truth.TRUE),
    /** A pronoun at the start by the name that the sentence before begins with. */
    RESOLVED(Truth.TRUE),
    /** Together with the next sentence of its passage, or the one before. */
    JOINED(Truth.TRUE),
    /** "According to the text, …". */
    ATTRIBUTED(Truth.TRUE),
    /** Two of these. */
    COMBINED(Truth.TRUE),

    /** Another number. */
    NUMBER(Truth.MUTATED),
    /** Another year, month or century. */
    DATE(Truth.MUTATED),
    /** A name of another article in place of one. */
    NAME(Truth.MUTATED),
    /** Negation put in or taken out. */
    NEGATION(Truth.MUTATED),
    /** A sentence of a passage that was not found. */
    OTHER_PASSAGE(Truth.MUTATED),

    /** A number that stands elsewhere in the same passage. */
    NUMBER_NEAR(Truth.MUTATED_HARD),
    /** A name that stands elsewhere in the same passage. */
    NAME_NEAR(Truth.MUTATED_HARD),
    /** Two names of the sentence in each other's place. */
    ROLES(Truth.MUTATED_HARD),
    /** Active made passive, or the other way round, with both where they were. */
    TURNED(Truth.MUTATED_HARD),
    /** May made must, or the other way round. */
    MODALITY(Truth.MUTATED_HARD),
    /** A word of another article in place of one that is neither name nor number. */
    WORD(Truth.MUTATED_HARD);

    /** Whether a claim of a kind is to be kept. */
    enum Truth {
        TRUE,
        MUTATED,
        /** False too, and told apart because it is beyond what the targets speak of. */
        MUTATED_HARD
    }

    private final Truth truth;

    ClaimKind(Truth truth) {
        this.truth = truth;
    }

    Truth truth() {
        return truth;
    }
}
