package io.millrace.core.answer;

/** What tells a sentence that answers a question from one that does not; each about 0..1. */
enum QuoteFeature {
    /** Of the question with the sentence. */
    COSINE,
    /** Below the highest of a sentence here. */
    COSINE_GAP,
    /** Of the question's weight, title and headings counted. */
    COVERAGE,
    COVERAGE_GAP,
    /** Of the question's weight, in the sentence itself. */
    OWN_COVERAGE,
    /** What the sentence before adds to it. */
    COVERAGE_WITH_BEFORE,
    /** What the sentence after adds to it. */
    COVERAGE_WITH_AFTER,
    COSINE_BEFORE,
    COSINE_AFTER,
    /** Of the question's weight by what is rare among these sentences; words that begin alike count in part. */
    LOCAL_COVERAGE,
    LOCAL_COVERAGE_GAP,
    LOCAL_WITH_BEFORE,
    LOCAL_WITH_AFTER,
    /** Local coverage of the sentence before. */
    LOCAL_BEFORE,
    /** Local coverage of the sentence after. */
    LOCAL_AFTER,
    /** What its whole passage adds. */
    LOCAL_PASSAGE,
    /** Share of the question's neighbouring stems that are neighbours in the sentence. */
    PAIRS,
    /** The stem that the question's asking word stands before is there. */
    FOCUS,
    /** Of the second best passage. */
    SECOND,
    /** Of a passage after the second. */
    LATER,
    /** How far its passage's score is below the best. */
    PASSAGE_GAP,
    /** It is its passage's first. */
    OPENING,
    /** It is its passage's best by score. */
    PASSAGE_BEST,
    /** ln(1 + words) ÷ 4. */
    LENGTH,
    /** Fewer than six words. */
    SCRAP,
    /** Share of its stems that the question does not hold. */
    NOVELTY,
    NUMBER_FOUND,
    NUMBER_MISSING,
    NUMBER_NEAR,
    DATE_FOUND,
    DATE_MISSING,
    PERSON_FOUND,
    PERSON_MISSING,
    PLACE_FOUND,
    PLACE_MISSING,
    OTHER_NAME,
    OTHER_NUMBER
}
