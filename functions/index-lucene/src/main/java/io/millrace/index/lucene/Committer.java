package io.millrace.index.lucene;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: one thread takes every change that waits, makes them in one transaction, forces them to the disk once, shows
 * them to readers, and then answers all callers.
 *
 * <p>A change that fails by itself fails alone: the transaction is abandoned and the others are made again without it. When the
 * disk fails, all who wait are told so, and the next change opens the index again.
 */
final class Committer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Committer.class.getName());

    /** The most callers that one commit answers. */
    private static final int MAX_GROUP = 256;

    /**
     * So many documents are worth a commit, however young the last one is. About half of what the broker has under way for a Trigger, so that the others are on their way
     * meanwhile.
     */
    private static final int WORTH_A_COMMIT = 32;

    /** How often finished merges are looked for while nobody writes. */
    private static final long SETTLE_MILLIS = 500;

    private final OpenIndex index;
    private final LuceneSettings settings;
    private final Clock clock;
    private final LinkedBlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>();
    private final Waiting<Boolean> end = new Waiting<>(transaction -> true, 0, true);
    private final Thread thread;
    private boolean closed;
    private boolean crowded;
    private boolean tidy;
    private long nextStart = System.nanoTime();
    private final LongAdder commits = new LongAdder();
    private volatile boolean settled;

    Committer(OpenIndex index, LuceneSettings settings, Clock clock) {
        this.index = index;
        this.settings = settings;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("millrace-index-commit").daemon().unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /** Commits so far. */
    long commits() {
        return commits.sum();
    }

    /** Whether no change waits, and what merges have done is committed. */
    boolean isSettled() {
        return settled && queue.isEmpty();
    }

    /** Blocks until the change is durable and visible. */
    <R> R run(Change<R> change) {
        return run(change, 1);
    }

    /** Like {@link #run(Change)}, with a change of many documents. */
    <R> R run(Change<R> change, int documents) {
        return enqueue(new Waiting<>(change, documents, false)).await();
    }

    /** Like {@link #run(Change)}, as the last change of its commit. */
    <R> R runLast(Change<R> change) {
        return enqueue(new Waiting<>(change, 1, true)).await();
    }

    private synchronized <R> Waiting<R> enqueue(Waiting<R> waiting) {
        if (closed) {
            throw closing();
        }
        queue.add(waiting);
        return waiting;
    }

    private void serve() {
        try {
            while (true) {
                List<Waiting<?>> group = gather();
                boolean ending = group.remove(end);
                if (!group.isEmpty()) {
                    commit(group);
                }
                if (ending) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "the index's commit thread was interrupted; no more changes are taken");
        } finally {
            refuseTheRest();
        }
    }

    /** The next group. Lone writers are served at once; a crowd waits until it is worth a commit, or the last commit is an interval old. */
    private List<Waiting<?>> gather() throws InterruptedException {
        List<Waiting<?>> group = new ArrayList<>();
        int documents = 0;
        Waiting<?> next = first();
        while (next != null) {
            group.add(next);
            documents += next.documents();
            if (next.last() || group.size() == MAX_GROUP) {
                break;
            }
            long wait = crowded && documents < WORTH_A_COMMIT ? nextStart - System.nanoTime() : 0;
            next = wait > 0 ? queue.poll(wait, TimeUnit.NANOSECONDS) : queue.poll();
        }
        crowded = group.size() > 1;
        nextStart = System.nanoTime() + settings.commitInterval().toNanos();
        return group;
    }

    private Waiting<?> first() throws InterruptedException {
        while (true) {
            boolean unsettled = index.unsettled();
            if (!unsettled && tidy) {
                settled = true;
                Waiting<?> next = queue.take();
                settled = false;
                return next;
            }
            long patience = unsettled ? SETTLE_MILLIS : settings.tidyAfter().toMillis();
            Waiting<?> next = queue.poll(patience, TimeUnit.MILLISECONDS);
            if (next != null) {
                return next;
            }
            rest(unsettled);
        }
    }

    /** What is done while nobody writes. */
    private void rest(boolean unsettled) {
        try {
            if (unsettled) {
                index.settle();
            } else {
                index.tidy();
                tidy = true;
            }
        } catch (Throwable e) {
            // An Error too, a thread that can't be started: the next change opens the index again.
            LOG.log(Level.WARNING, "merges of the index could not be made or committed", e);
            index.rollback();
            tidy = true;
        }
    }

    private void commit(List<Waiting<?>> group) {
        List<Waiting<?>> left = new ArrayList<>(group);
        while (!left.isEmpty()) {
            Waiting<?> culprit = null;
            try {
                culprit = attempt(left);
            } catch (IOException | AlreadyClosedException e) {
                LOG.log(Level.ERROR, "the index is not writable: {0}", e.toString());
                abandon(left, index.notWritable(e));
                return;
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "the index's commit failed", e);
                abandon(left, internal(e));
                return;
            }
            if (culprit == null) {
                return;
            }
            left.remove(culprit);
        }
    }

    private void abandon(List<Waiting<?>> group, ProblemException problem) {
        try {
            index.rollback();
        } finally {
            failAll(group, problem);
        }
    }

    /** Returns the change that failed by itself and has been told so; null if all are committed. */
    private @Nullable Waiting<?> attempt(List<Waiting<?>> group) throws IOException {
        var writer = index.begin();
        Transaction transaction = new Transaction(index.committed(), writer, clock.instant(), index.number());
        for (Waiting<?> waiting : group) {
            try {
                waiting.attempt(transaction);
            } catch (AlreadyClosedException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a change of the index failed", e);
                index.rollback();
                waiting.fail(internal(e));
                return waiting;
            }
        }
        if (transaction.changed()) {
            transaction.complete();
            index.commit(transaction.number(), transaction.edition(), transaction.states());
            commits.increment();
            tidy = false;
        }
        group.forEach(Waiting::settle);
        return null;
    }

    private synchronized void refuseTheRest() {
        closed = true;
        failAll(new ArrayList<>(queue), closing());
        queue.clear();
    }

    private static void failAll(List<Waiting<?>> group, ProblemException problem) {
        group.forEach(waiting -> waiting.fail(problem));
    }

    private static ProblemException internal(Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.INTERNAL,
                        "index-failure",
                        "The index could not make this change ("
                                + cause.getClass().getSimpleName() + "); the log has the details."),
                cause);
    }

    static ProblemException closing() {
        return ProblemException.of(
                Category.UNAVAILABLE, "index-closed", "The index is closing; try again when the process is back.");
    }

    /** Makes the changes that wait, then ends. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                queue.add(end);
            }
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Leaving now would close the files under the thread that writes them.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
