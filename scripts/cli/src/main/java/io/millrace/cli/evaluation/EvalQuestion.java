package io.millrace.cli.evaluation;

import java.util.List;

/**
 * A question of a dataset.
 *
 * @param answers accepted strings; none where the dataset has none
 * @param pages gold pages as {@code file.pdf#7}; none where the dataset has none
 */
public record EvalQuestion(String id, String text, List<String> answers, List<String> pages) {

    public EvalQuestion {
        answers = List.copyOf(answers);
        pages = List.copyOf(pages);
    }
}
