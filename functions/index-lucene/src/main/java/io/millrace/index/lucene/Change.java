package io.millrace.index.lucene;

import java.io.IOException;

/**
 * A change to the store, decided and made within a transaction. It may run again in another transaction if the first is
 * abandoned. It throws {@link io.millrace.core.problem.ProblemException} only before it has written anything.
 *
 * @param <R> what the caller is told once the change is durable
 */
@FunctionalInterface
interface Change<R> {

    R apply(Transaction transaction) throws IOException;
}
