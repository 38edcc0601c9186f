package io.millrace.contracts;

/**
 * A question with its vector.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param asked the question
 * @param vector little-endian float32 in base64
 */
public record QuestionEmbedded(String id, String tenant, QuestionAsked asked, String vector) implements QuestionEvent {

    public QuestionEmbedded {
        Require.question(id, tenant);
        Require.present("asked", asked);
        Require.notBlank("vector", vector);
    }
}
