package io.millrace.cli.evaluation;

import io.millrace.core.text.Span;
import java.util.List;

/**
 * A question whose answer stands in known places.
 *
 * @param corpus the name of the corpus that holds them
 * @param excerpts where, in code points of that corpus; at least one, not overlapping
 */
record ExcerptQuestion(String text, String corpus, List<Span> excerpts) {

    ExcerptQuestion {
        excerpts = List.copyOf(excerpts);
        if (excerpts.isEmpty()) {
            throw new IllegalArgumentException("a question needs an excerpt");
        }
    }
}
