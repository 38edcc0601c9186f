package io.millrace.contracts;

import io.millrace.core.retrieve.Retrieval;

/**
 * A question with the passages that may answer it.
 *
 * @param id of the question
 * @param tenant of the asker
 * @param asked the question
 * @param retrieval the passages, best first, with their scores
 */
public record PassagesRanked(String id, String tenant, QuestionAsked asked, Retrieval retrieval)
        implements QuestionEvent {

    public PassagesRanked {
        Require.question(id, tenant);
        Require.present("asked", asked);
        Require.present("retrieval", retrieval);
    }
}
