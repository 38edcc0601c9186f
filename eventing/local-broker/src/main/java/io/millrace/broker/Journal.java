package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that uses the {@link EventStore}. Changes that wait together become one commit and one sync, each whole or not at all, in the order of
 * {@link #submit}; then their {@link Change#durable} run in the same order.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Journal.class.getName());
    private static final int MAX_BATCH = 512;
    private static final int MAX_PATIENT = 32;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long TIDY_AFTER_IDLE_MILLIS = 500;

    private final EventStore store;
    private final Runnable whenFailed;
    private final LinkedBlockingQueue<Change> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile @Nullable Problem failure;
    private volatile boolean closed;

    /** @param whenFailed runs once the store can't be used any more, after the changes that wait have {@link Change#failed} */
    Journal(EventStore store, Runnable whenFailed) {
        this.store = store;
        this.whenFailed = whenFailed;
        this.thread =
                Thread.ofPlatform().name("millrace-broker-journal").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Some work on the store. No method may block or throw. */
    interface Change {
        /** Reads and changes the store, on the journal's thread. */
        void apply(EventStore store);

        /** What {@link #apply} did is on the disk; on the journal's thread. */
        void durable();

        /** What {@link #apply} did isn't on the disk, and won't be. */
        void failed(Problem why);

        /** Whether nobody waits for it, so that it may share the commit of a later change rather than hold that one up with a commit of its own. */
        default boolean isPatient() {
            return false;
        }
    }

    void submit(Change change) {
        waiting.add(change);
        Problem failed = failure;
        if ((failed != null || closed) && waiting.remove(change)) {
            change.failed(failed == null ? stopped() : failed);
        }
    }

    /** Does some work on the store; the result comes when it is on the disk, else a {@link ProblemException}. */
    <T> CompletableFuture<T> ask(Function<EventStore, T> work) {
        return ask(work, result -> {});
    }

    /** The same; {@code durable} gets the result before anybody else does, in the order of the changes, on the journal's thread. */
    <T> CompletableFuture<T> ask(Function<EventStore, T> work, Consumer<T> durable) {
        Question<T> question = new Question<>(work, durable);
        submit(question);
        return question.answer;
    }

    /** Why the store can't be used any more; empty while all is well. */
    Optional<Problem> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        List<Change> batch = new ArrayList<>(MAX_BATCH);
        try {
            while (!closed || !waiting.isEmpty()) {
                Change first = waiting.poll(TIDY_AFTER_IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    store.tidy();
                    continue;
                }
                batch.add(first);
                gather(batch);
                for (Change change : batch) {
                    change.apply(store);
                }
                store.commit();
                batch.forEach(Change::durable);
                batch.clear();
            }
        } catch (RuntimeException | Error e) {
            fail(e, batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(e, batch);
        }
    }

    /** Adds what waits already. Where all of it is patient, that goes on until something comes that isn't, there is much of it, or a moment has passed. */
    private void gather(List<Change> batch) throws InterruptedException {
        long start = System.nanoTime();
        int known = 0;
        while (true) {
            waiting.drainTo(batch, MAX_BATCH - batch.size());
            for (; known < batch.size(); known++) {
                if (!batch.get(known).isPatient()) {
                    return;
                }
            }
            if (known >= MAX_PATIENT) {
                return;
            }
            Change next = waiting.poll(start + PATIENCE_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    private void fail(Throwable cause, List<Change> batch) {
        Problem problem = store.failure(cause);
        LOG.log(Level.ERROR, problem.detail(), cause);
        failure = problem;
        waiting.drainTo(batch);
        batch.forEach(change -> change.failed(problem));
        whenFailed.run();
    }

    private static Problem stopped() {
        return new Problem(Category.UNAVAILABLE, "broker-stopped", "The broker stops. Send the event again later.");
    }

    /** Finishes what was submitted, then closes the store. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        submit(new Wake());
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        List<Change> late = new ArrayList<>();
        waiting.drainTo(late);
        late.forEach(change -> change.failed(stopped()));
        if (failure == null) {
            store.close();
        } else {
            store.abandon();
        }
    }

    private static final class Question<T> implements Change {
        private final Function<EventStore, T> work;
        private final Consumer<T> durable;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable Runnable complete;

        Question(Function<EventStore, T> work, Consumer<T> durable) {
            this.work = work;
            this.durable = durable;
        }

        @Override
        public void apply(EventStore store) {
            T result = work.apply(store);
            complete = () -> {
                durable.accept(result);
                answer.complete(result);
            };
        }

        @Override
        public void durable() {
            if (complete != null) {
                complete.run();
            }
        }

        @Override
        public void failed(Problem why) {
            answer.completeExceptionally(new ProblemException(why));
        }
    }

    private record Wake() implements Change {
        @Override
        public void apply(EventStore store) {}

        @Override
        public void durable() {}

        @Override
        public void failed(Problem why) {}
    }
}
