package io.millrace.core.answer;

import java.util.Set;

/**
 * A reply without a verb ("John Elway."). By itself it claims nothing, and stands in every sentence that has its words; beside a question it claims to be what was asked for. So
 * what supports it has to speak of that, too.
 */
final class Ellipsis {

    /**
     * How much of a question, by weight of its words, what supports a reply to it has to hold. So much stands where the gold answer does for 76 % of xquad-en's questions, and for 19 % in
     * another sentence of the same passage. Who is refused loses little: the best sentences are quoted instead.
     */
    static final double LEAST_OF_QUESTION = .5;

    /** In words that say something; more are taken for a sentence whose verb is not known. */
    private static final int LONGEST = 5;

    private static final Set<String> VERBS = Set.of(
            "is are was were be been being am has have had do does did can could may might must shall should will would"
                    .split(" ", -1));

    private Ellipsis() {}

    static boolean is(Statement reply) {
        return reply.content().size() <= LONGEST && reply.words().stream().noneMatch(Ellipsis::isVerb);
    }

    private static boolean isVerb(String word) {
        return VERBS.contains(word)
                || word.endsWith("n't")
                || word.endsWith("n’t")
                || (word.length() > 3 && word.endsWith("ed"))
                || IrregularForms.isPast(word);
    }
}
