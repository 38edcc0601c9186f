package io.millrace.answering;

import io.millrace.core.answer.AnswerMode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The models that clients may name: ways to answer. */
enum ChatModel {
    MILLRACE("millrace", AnswerMode.AUTO),
    GENERATE("millrace-generate", AnswerMode.GENERATE),
    QUOTE("millrace-quote", AnswerMode.QUOTE);

    private final String id;
    private final AnswerMode mode;

    ChatModel(String id, AnswerMode mode) {
        this.id = id;
        this.mode = mode;
    }

    String id() {
        return id;
    }

    AnswerMode mode() {
        return mode;
    }

    static ChatModel of(String id) {
        return Arrays.stream(values())
                .filter(model -> model.id.equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        Category.INVALID,
                        "model-unknown",
                        "there is no model of that name; use one of "
                                + Arrays.stream(values()).map(ChatModel::id).collect(Collectors.joining(", "))));
    }
}
