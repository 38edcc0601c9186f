package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One thread a core, over which the texts of all requests are spread. A question waits behind no more than the texts under way: what is urgent has a
 * line of its own, served first, with room of its own, so that asking stays quick, and possible, while documents are ingested. Whoever can't be served in
 * time is told so at once, and whoever no longer waits costs no inference.
 */
final class ModelWorkers implements AutoCloseable {

    private static final double NANOS_A_SECOND = 1e9;

    private final int workers;
    private final int maxWaiting;
    private final Metrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<Urgency, Line> lines = new EnumMap<>(Urgency.class);
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch cold;
    private volatile @Nullable Throwable coldFailure;
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

    private record Job(Call<?> call, int place, Line line) {}

    /** Guarded by the lock. */
    private static final class Line {
        /** What the latest job counts for in the mean, against all before it. */
        private static final double WEIGHT = 1.0 / 8;

        final Queue<Job> jobs = new ArrayDeque<>();
        double meanNanos;

        void took(long nanos) {
            meanNanos = meanNanos == 0 ? nanos : meanNanos + (nanos - meanNanos) * WEIGHT;
        }

        double nanos() {
            return jobs.size() * meanNanos;
        }
    }

    /** @param maxWaiting the most texts in each line before callers are told to come back */
    ModelWorkers(Supplier<Lanes> lanes, int workers, int maxWaiting, Metrics metrics) {
        this.workers = workers;
        this.maxWaiting = maxWaiting;
        this.metrics = metrics;
        this.cold = new CountDownLatch(workers);
        for (Urgency urgency : Urgency.values()) {
            lines.put(urgency, new Line());
        }
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
        enter(urgency, call);
        try {
            return call.await();
        } finally {
            leave(urgency, call);
        }
    }

    /** Texts in line. */
    int waiting() {
        lock.lock();
        try {
            return lines.values().stream().mapToInt(line -> line.jobs.size()).sum();
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

    private void enter(Urgency urgency, Call<?> call) {
        lock.lock();
        try {
            if (closed) {
                throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "the model server is stopping");
            }
            Line line = line(urgency);
            int waiting = line.jobs.size();
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
            for (int place : longestFirst(call.works)) {
                line.jobs.add(new Job(call, place, line));
            }
            work.signalAll();
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
                line(urgency).jobs.removeIf(job -> job.call() == call);
            } finally {
                lock.unlock();
            }
        }
    }

    private static int[] longestFirst(List<? extends Work<?>> works) {
        return IntStream.range(0, works.size())
                .boxed()
                .sorted(Comparator.comparingInt(place -> -works.get(place).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Line line(Urgency urgency) {
        return Objects.requireNonNull(lines.get(urgency));
    }

    /** How long until a call of this urgency has its turn. */
    private double nanosBefore(Urgency urgency) {
        return lines.entrySet().stream()
                        .filter(entry -> entry.getKey().compareTo(urgency) <= 0)
                        .mapToDouble(entry -> entry.getValue().nanos())
                        .sum()
                / Math.max(1, workers);
    }

    private static String seconds(double nanos) {
        return (long) Math.max(1, Math.ceil(nanos / NANOS_A_SECOND)) + " s";
    }

    private @Nullable Job next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                for (Line line : lines.values()) {
                    Job job = line.jobs.poll();
                    if (job != null) {
                        return job;
                    }
                }
                if (closed) {
                    return null;
                }
                work.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run(Supplier<Lanes> supplier) {
        try (Lanes lanes = warm(supplier)) {
            if (lanes == null) {
                return;
            }
            for (Job job = next(); job != null; job = next()) {
                long began = System.nanoTime();
                if (job.call().run(job.place(), lanes)) {
                    long took = System.nanoTime() - began;
                    metrics.ran(began - job.call().entered, took);
                    took(job.line(), took);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null where a model can't be run. */
    private @Nullable Lanes warm(Supplier<Lanes> supplier) {
        try {
            Lanes lanes = supplier.get();
            lanes.warmUp();
            return lanes;
        } catch (OrtException | RuntimeException | Error e) {
            coldFailure = e;
            return null;
        } finally {
            cold.countDown();
        }
    }

    private void took(Line line, long nanos) {
        lock.lock();
        try {
            line.took(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Finishes what is in line, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
