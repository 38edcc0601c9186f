package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.modelserver.Lines.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread a core, over which the texts of all requests are spread. A question waits behind no more than the texts under way: what is urgent has a
 * line of its own, served first, with room of its own, so that asking stays quick, and possible, while documents are ingested. Whoever can't be served in
 * time is told so at once, and whoever no longer waits costs no inference. A question that comes while a worker has nothing to do is answered in its place, by
 * the thread that asks: no other need wake first.
 */
final class ModelWorkers implements AutoCloseable {

    private static final double NANOS_A_SECOND = 1e9;

    private final int workers;
    private final int maxWaiting;
    private final Metrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Lines lines = new Lines();

    /** Places where nobody runs now. */
    private final Deque<Lanes> idle = new ArrayDeque<>();

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch cold;
    private volatile @Nullable Throwable coldFailure;
    /** Places that there are, idle or not. */
    private int warm;

    private boolean closed;

    /** Who comes first. */
    enum Urgency {
        /** A person's question, one text. */
        QUESTION,
        /** The passages that were found for a question. */
        RANKING,
        /** What is ingested, or asked in bulk. */
        PASSAGES
    }

    /** What a worker does in one go. */
    interface Work<R> {

        /** Roughly how long it takes, in any unit: of one call the longest goes first, so that all cores end together. */
        int length();

        R run(Lanes lanes) throws OrtException;
    }

    /** A text, and where it is run. */
    private record Turn(Job job, Lanes lanes) {}

    /** @param maxWaiting the most texts in each line before callers are told to come back */
    ModelWorkers(Supplier<Lanes> lanes, int workers, int maxWaiting, Metrics metrics) {
        this.workers = workers;
        this.maxWaiting = maxWaiting;
        this.metrics = metrics;
        this.cold = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofPlatform().daemon().name("model-" + i).start(() -> run(lanes)));
        }
    }

    /** Waits until each worker has run each model once; fails where one could not. */
    void awaitWarm() throws InterruptedException {
        cold.await();
        Throwable failure = coldFailure;
        if (failure != null) {
            throw new IllegalStateException("the model can't be run: " + failure.getMessage(), failure);
        }
    }

    /**
     * Does one call's work, and waits for all of it.
     *
     * @throws ProblemException BUSY when the line is full or the work can't begin before the deadline; TIMEOUT when it has not ended by then
     */
    <R> List<R> run(Urgency urgency, List<? extends Work<R>> works, Deadline deadline) throws InterruptedException {
        Call<R> call = new Call<>(works, deadline);
        Turn turn = enter(urgency, call);
        try {
            if (turn != null) {
                take(turn);
            }
            return call.await();
        } finally {
            leave(urgency, call);
        }
    }

    /** Texts in line. */
    int waiting() {
        lock.lock();
        try {
            return lines.waiting();
        } finally {
            lock.unlock();
        }
    }

    /** How long the workers have to do, rounded up; at least one second. */
    int secondsOfWork() {
        lock.lock();
        try {
            return (int) Math.max(1, Math.ceil(nanosBefore(Urgency.PASSAGES) / NANOS_A_SECOND));
        } finally {
            lock.unlock();
        }
    }

    /** Whether every worker is there. */
    boolean alive() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    /** The turn that the caller has to take itself; null where it has to wait for others to do its work. */
    private @Nullable Turn enter(Urgency urgency, Call<?> call) {
        lock.lock();
        try {
            if (closed) {
                throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "the model server is stopping");
            }
            int waiting = lines.waiting(urgency);
            if (waiting + call.size() > maxWaiting && waiting > 0) {
                throw ProblemException.of(
                        Category.BUSY,
                        "model-busy",
                        waiting + " texts wait for the model, of " + maxWaiting + "; try again in "
                                + seconds(nanosBefore(urgency)));
            }
            double nanos = nanosBefore(urgency);
            if (call.deadline.passed()) {
                throw Call.late();
            }
            if (nanos >= call.deadline.nanosLeft()) {
                throw ProblemException.of(
                        Category.BUSY,
                        "deadline-too-near",
                        "this can't begin within the time that the request allows, since " + seconds(nanos)
                                + " of other work come first; allow more, or try again then");
            }
            if (urgency == Urgency.QUESTION && call.size() == 1 && lines.waiting() == 0 && !idle.isEmpty()) {
                return new Turn(new Job(call, 0, urgency), idle.pop());
            }
            for (int place : call.longestFirst()) {
                lines.add(new Job(call, place, urgency));
            }
            work.signalAll();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** What nobody waits for any more. */
    private void leave(Urgency urgency, Call<?> call) {
        if (!call.isOver()) {
            call.abandon();
            lock.lock();
            try {
                lines.remove(urgency, call);
            } finally {
                lock.unlock();
            }
        }
    }

    /** How long until a call of this urgency has its turn. */
    private double nanosBefore(Urgency urgency) {
        return lines.nanosBefore(urgency) / Math.max(1, workers);
    }

    private static String seconds(double nanos) {
        return (long) Math.max(1, Math.ceil(nanos / NANOS_A_SECOND)) + " s";
    }

    /** Null when all is done. */
    private @Nullable Turn next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Job job = idle.isEmpty() ? null : lines.poll();
                if (job != null) {
                    return new Turn(job, idle.pop());
                }
                if (closed && lines.waiting() == 0) {
                    return null;
                }
                work.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run(Supplier<Lanes> supplier) {
        if (!warm(supplier)) {
            return;
        }
        try {
            for (Turn turn = next(); turn != null; turn = next()) {
                take(turn);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Turn turn) {
        Job job = turn.job();
        long began = System.nanoTime();
        boolean ran = job.call().run(job.place(), turn.lanes());
        long took = System.nanoTime() - began;
        if (ran) {
            metrics.ran(began - job.call().entered, took);
        }
        lock.lock();
        try {
            if (ran) {
                lines.took(job.urgency(), took);
            }
            idle.push(turn.lanes());
            if (closed || lines.waiting() > 0) {
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the models can be run. */
    private boolean warm(Supplier<Lanes> supplier) {
        try {
            Lanes lanes = supplier.get();
            lanes.warmUp();
            lock.lock();
            try {
                warm++;
                idle.push(lanes);
            } finally {
                lock.unlock();
            }
            return true;
        } catch (OrtException | RuntimeException | Error e) {
            coldFailure = e;
            return false;
        } finally {
            cold.countDown();
        }
    }

    /** Finishes what is in line and under way, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            closeLanes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeLanes() throws InterruptedException {
        lock.lock();
        try {
            while (idle.size() < warm) {
                work.await();
            }
            idle.forEach(Lanes::close);
            idle.clear();
            warm = 0;
        } finally {
            lock.unlock();
        }
    }
}
