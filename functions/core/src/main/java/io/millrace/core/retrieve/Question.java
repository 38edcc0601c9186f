package io.millrace.core.retrieve;

import io.millrace.core.index.Filter;
import io.millrace.core.index.Visibility;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;

/**
 * @param text as asked, not blank
 * @param visibility what the asker may see
 * @param filter which documents it is about
 */
public record Question(String text, Visibility visibility, Filter filter) {

    /** A blank text is a {@link ProblemException} (INVALID, {@code question-empty}). */
    public Question {
        if (text.isBlank()) {
            throw ProblemException.of(
                    Category.INVALID, "question-empty", "The question is empty; send at least a word.");
        }
    }

    /** About all documents. */
    public Question(String text, Visibility visibility) {
        this(text, visibility, Filter.NONE);
    }
}
