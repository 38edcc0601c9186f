package io.millrace.client;

import io.millrace.core.problem.ProblemException;

/** What came of asking one address. Whatever is not here was thrown, and nobody else is asked. */
sealed interface Outcome<T> {

    /** The answer. */
    record Answered<T>(T answer) implements Outcome<T> {}

    /** It was not reached, or refused before it did anything: another address may be asked. */
    record NotTaken<T>(ProblemException problem) implements Outcome<T> {}
}
