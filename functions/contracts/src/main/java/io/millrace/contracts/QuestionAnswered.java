package io.millrace.contracts;

import io.millrace.core.answer.Answer;

/**
 * A question has its answer, which may be that the documents do not say.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param question as asked
 * @param answer with its citations
 */
public record QuestionAnswered(String id, String tenant, String question, Answer answer) implements QuestionEvent {

    public QuestionAnswered {
        Require.question(id, tenant);
        Require.notBlank("question", question);
        Require.present("answer", answer);
    }
}
