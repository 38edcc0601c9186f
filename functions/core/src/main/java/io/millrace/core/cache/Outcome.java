package io.millrace.core.cache;

import io.millrace.core.answer.Answer;

/**
 * @param cached whether the answer was made for an earlier question, or for another asker of the same one at the same time
 * @param cut whether the generator's limit of length ended it when it was made
 */
public record Outcome(Answer answer, boolean cached, boolean cut) {}
