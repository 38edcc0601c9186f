package io.millrace.core.answer;

import java.util.regex.Pattern;

/** What a date looks like in English text: a year, a month, a century. */
final class Dates {

    static final Pattern FORM = Pattern.compile(
            "\\b(?:1\\d{3}|20\\d{2})s?\\b|\\bcentur(?:y|ies)\\b|\\b(?:BC|BCE|AD|CE)\\b"
                    + "|\\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\\b");

    private Dates() {}
}
