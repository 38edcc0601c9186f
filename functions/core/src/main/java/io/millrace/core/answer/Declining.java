package io.millrace.core.answer;

import java.util.regex.Pattern;

/**
 * A model's own words for "the documents do not say": told to use one sentence for it, models say it in others too ("The passages do not mention the price."). It claims nothing of the
 * subject, so no passage supports it, and it is no mistake either.
 */
final class Declining {

    private static final String TEXTS =
            "(?:documents?|passages?|texts?|sources?|excerpts?|contexts?|articles?|information|material)";
    private static final String WHOSE = "(?:the|these|this|those|any of the|either of the)\\s+(?:[a-z]+\\s+)?";
    private static final String SAY =
            "(?:says?|tells?|states?|mentions?|specif(?:y|ies)|contains?|provides?|gives?|includes?|answers?|addresse?s?|explains?|indicates?|discuss(?:es)?|have|has)";
    private static final String SAID =
            "(?:said|told|stated|mentioned|specified|contained|provided|given|included|answered|addressed|explained|indicated|discussed|found|available)";
    private static final String NOT = "(?:not|n['’]t)";

    private static final Pattern FORM = Pattern.compile("(?i)^(?:sorry|unfortunately|however|but)?[,\\s]*(?:"
            + WHOSE + TEXTS + "\\s+(?:(?:do|does|did|can)\\s*" + NOT + "|cannot)\\s+(?:[a-z]+\\s+)?" + SAY + "\\b.*"
            + "|none\\s+of\\s+the\\s+(?:[a-z]+\\s+)?" + TEXTS + "\\s+" + SAY + "\\b.*"
            + "|there\\s+is\\s+(?:no|" + NOT + "\\s+enough)\\s+(?:[a-z]+\\s+)?(?:information|mention|answer)\\b.*"
            + "|.*\\b(?:is|are|was|were)\\s*" + NOT + "\\s+(?:[a-z]+\\s+)?" + SAID + "\\s+(?:in|by)\\s+" + WHOSE + TEXTS
            + "\\W*"
            + "|i\\s+(?:cannot|can\\s*" + NOT + "|could\\s*" + NOT
            + "|am\\s+not\\s+able\\s+to|am\\s+unable\\s+to)\\s+(?:find|answer|tell|say|determine)\\b.*"
            + "|i\\s+(?:do\\s*" + NOT + "\\s+know)\\W*)$");

    private Declining() {}

    /** Whether {@code sentence} says no more than that the passages do not answer. English only. */
    static boolean says(String sentence) {
        return FORM.matcher(sentence.strip()).matches();
    }
}
