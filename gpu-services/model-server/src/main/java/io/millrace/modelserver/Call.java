package io.millrace.modelserver;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The texts of one request and what has come of them. */
final class Call<R> {

    final List<? extends ModelWorkers.Work<R>> works;
    final Deadline deadline;
    final long entered = System.nanoTime();
    private final AtomicReferenceArray<@Nullable R> results;
    private final CountDownLatch open;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean abandoned;

    Call(List<? extends ModelWorkers.Work<R>> works, Deadline deadline) {
        this.works = works;
        this.deadline = deadline;
        this.results = new AtomicReferenceArray<>(works.size());
        this.open = new CountDownLatch(works.size());
    }

    int size() {
        return works.size();
    }

    /** Places of the texts. */
    int[] longestFirst() {
        return IntStream.range(0, works.size())
                .boxed()
                .sorted(Comparator.comparingInt(place -> -works.get(place).length()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Whether nothing is left to do. */
    boolean isOver() {
        return open.getCount() == 0;
    }

    void abandon() {
        abandoned = true;
    }

    /** Whether it came to inference: not where nobody waits any more, or another text of the call has failed. */
    boolean run(int place, Lanes lanes) {
        try {
            if (abandoned || deadline.passed() || failure.get() != null) {
                return false;
            }
            results.set(place, works.get(place).run(lanes));
            return true;
        } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
            return true;
        } finally {
            open.countDown();
        }
    }

    /** All results, in the order of the works. */
    List<R> await() throws InterruptedException {
        boolean inTime = open.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the engine failed", failed);
        }
        List<R> all = new ArrayList<>(works.size());
        for (int i = 0; inTime && i < works.size(); i++) {
            R result = results.get(i);
            if (result != null) {
                all.add(result);
            }
        }
        // A worker that found the deadline passed has left its text out.
        if (all.size() < works.size()) {
            throw late();
        }
        return all;
    }

    static ProblemException late() {
        return ProblemException.of(
                Category.TIMEOUT,
                "deadline-passed",
                "the time that the request allows was over before the model had done with it; allow more, send less,"
                        + " or try again later");
    }
}
