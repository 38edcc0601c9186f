package io.millrace.index.lucene;

import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits for its commit, and its caller.
 *
 * <p>Confined to the committing thread, save for {@link #await}.
 */
final class Waiting<R> {

    private final Change<R> change;
    private final int documents;
    private final boolean last;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private @Nullable Outcome<R> outcome;

    /** What a change came to in the current attempt. */
    private sealed interface Outcome<R> {
        record Done<R>(R result) implements Outcome<R> {}

        record Refused<R>(ProblemException problem) implements Outcome<R> {}
    }

    /**
     * @param documents how many it changes
     * @param last whether no other change may follow in its transaction
     */
    Waiting(Change<R> change, int documents, boolean last) {
        this.change = change;
        this.documents = documents;
        this.last = last;
    }

    int documents() {
        return documents;
    }

    boolean last() {
        return last;
    }

    /** Runs the change; a later call replaces the outcome of this one. */
    void attempt(Transaction transaction) throws IOException {
        try {
            outcome = new Outcome.Done<>(change.apply(transaction));
        } catch (ProblemException e) {
            outcome = new Outcome.Refused<>(e);
        }
    }

    /** Tells the caller the outcome: what was attempted is durable. */
    void settle() {
        switch (outcome) {
            case Outcome.Done<R> done -> answer.complete(done.result());
            case Outcome.Refused<R> refused -> answer.completeExceptionally(refused.problem());
            case null -> answer.completeExceptionally(new IllegalStateException("a change was settled, not attempted"));
        }
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    /** Blocks until the change is durable and visible, or has failed. */
    R await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                // A fresh one: the stack of the committing thread says nothing to the caller.
                throw new ProblemException(problem.problem(), problem);
            }
            throw e;
        }
    }
}
