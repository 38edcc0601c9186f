package io.millrace.contracts;

import io.millrace.core.answer.Answer;
import io.millrace.core.retrieve.Explanation;
import org.jspecify.annotations.Nullable;

/**
 * A question has its answer, which may be that the documents do not say.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param question as asked
 * @param answer with its citations
 * @param explanation what each stage of the retrieval made of it, without what each word is worth; null unless it was asked for
 */
public record QuestionAnswered(
        String id,
        String tenant,
        String question,
        Answer answer,
        @Nullable Explanation explanation) implements QuestionEvent {

    public QuestionAnswered {
        Require.question(id, tenant);
        Require.notBlank("question", question);
        Require.present("answer", answer);
    }
}
