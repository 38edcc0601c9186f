package io.millrace.contracts;

/**
 * A question that gets no answer.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param code why, as a stable name
 * @param reason why, in words
 */
public record QuestionFailed(String id, String tenant, String code, String reason) implements QuestionEvent {

    public QuestionFailed {
        Require.question(id, tenant);
        Require.notBlank("code", code);
        Require.notBlank("reason", reason);
    }
}
