package io.millrace.contracts;

/** What every event about a question says. */
public sealed interface QuestionEvent
        permits QuestionAsked, QuestionEmbedded, PassagesRanked, QuestionAnswered, QuestionFailed {

    /** The question's id: 32 hexadecimal digits. */
    String id();

    String tenant();
}
