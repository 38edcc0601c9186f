package io.millrace.modelserver;

import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread a core, over which the texts of all requests are spread. A question waits behind no more than the texts under way: questions have a
 * line of their own, served first, so that asking stays quick while documents are ingested.
 */
final class EmbeddingWorkers implements TextEmbedder, AutoCloseable {

    private final EmbeddingModel model;
    private final int maxWaiting;
    private final Metrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Queue<Job> questions = new ArrayDeque<>();
    private final Queue<Job> passages = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    private record Job(Request request, int place) {}

    /** The texts of one call and what has come of them. */
    private static final class Request {
        final List<PassageText> texts;
        final @Nullable TextVectors[] results;
        final CountDownLatch open;
        final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Request(List<PassageText> texts) {
            this.texts = texts;
            this.results = new TextVectors[texts.size()];
            this.open = new CountDownLatch(texts.size());
        }
    }

    /** @param maxWaiting the most texts in line before callers are told to come back */
    EmbeddingWorkers(EmbeddingModel model, int workers, int maxWaiting, Metrics metrics) {
        this.model = model;
        this.maxWaiting = maxWaiting;
        this.metrics = metrics;
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofPlatform().daemon().name("embed-" + i).start(this::run));
        }
    }

    @Override
    public List<TextVectors> embed(List<PassageText> texts) throws InterruptedException {
        Request request = new Request(texts);
        enqueue(request);
        request.open.await();
        Throwable failure = request.failure.get();
        if (failure != null) {
            throw new IllegalStateException("the embedding engine failed", failure);
        }
        List<TextVectors> results = new ArrayList<>(texts.size());
        for (TextVectors result : request.results) {
            results.add(Objects.requireNonNull(result));
            metrics.embedded(results.getLast().tokens(), results.getLast().tokensCut());
        }
        return results;
    }

    /** Texts in line. */
    int waiting() {
        lock.lock();
        try {
            return questions.size() + passages.size();
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(Request request) {
        boolean question = isQuestion(request.texts);
        lock.lock();
        try {
            if (closed) {
                throw ProblemException.of(Category.UNAVAILABLE, "model-unavailable", "the model server is stopping");
            }
            int waiting = questions.size() + passages.size();
            if (waiting + request.texts.size() > maxWaiting && waiting > 0) {
                throw ProblemException.of(
                        Category.BUSY,
                        "model-busy",
                        waiting + " texts wait to be embedded, of " + maxWaiting + "; try again in a second");
            }
            for (int i = 0; i < request.texts.size(); i++) {
                (question ? questions : passages).add(new Job(request, i));
            }
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever asks sends one text, and wants no sentences of it. */
    static boolean isQuestion(List<PassageText> texts) {
        return texts.size() == 1 && texts.getFirst().sentences().isEmpty();
    }

    private @Nullable Job next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                Job job = questions.poll();
                job = job != null ? job : passages.poll();
                if (job != null || closed) {
                    return job;
                }
                work.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try (EmbeddingModel.Lane lane = model.lane()) {
            for (Job job = next(); job != null; job = next()) {
                Request request = job.request();
                try {
                    if (request.failure.get() == null) {
                        request.results[job.place()] = lane.embed(request.texts.get(job.place()));
                    }
                } catch (Exception | Error e) {
                    request.failure.compareAndSet(null, e);
                } finally {
                    request.open.countDown();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
