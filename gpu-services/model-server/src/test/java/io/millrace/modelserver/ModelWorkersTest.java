package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.modelserver.ModelWorkers.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelWorkersTest {

    private static EmbeddingModel model;

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void load() throws Exception {
        LoadedModels.Files files = RunningServer.files(RunningServer.EMBEDDER);
        model = new EmbeddingModel(files.entry(), files.folder());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Notes its name, once the gate lets it. */
    private final class Noted implements ModelWorkers.Work<String> {
        private final String name;
        private final int length;
        private final Semaphore gate;

        Noted(String name, int length, Semaphore gate) {
            this.name = name;
            this.length = length;
            this.gate = gate;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public String run(Lanes lanes) {
            gate.acquireUninterruptibly();
            done.add(name);
            return name;
        }
    }

    @Test
    void refusesWhatDoesNotFitTheLineAndHasRoomForAQuestionAllTheSame() throws Exception {
        Semaphore gate = new Semaphore(0);
        try (ModelWorkers workers = workers(1, 4);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> running = callers.submit(() -> workers.run(Urgency.PASSAGES, named("p", 1, gate), Deadline.NONE));
            awaitUnderWay(gate);
            Future<?> waiting = callers.submit(() -> workers.run(Urgency.PASSAGES, named("p", 4, gate), Deadline.NONE));
            awaitWaiting(workers, 4);

            assertThatThrownBy(() -> workers.run(Urgency.PASSAGES, named("p", 1, gate), Deadline.NONE))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.BUSY))
                    .hasMessageContaining("4 texts wait");
            Future<?> question =
                    callers.submit(() -> workers.run(Urgency.QUESTION, named("q", 1, gate), Deadline.NONE));
            awaitWaiting(workers, 5);
            gate.release(6);
            running.get();
            waiting.get();
            question.get();
        }
    }

    @Test
    void aQuestionWaitsForOneTextAndPassagesAreRankedBeforeOthersAreIngested() throws Exception {
        Semaphore gate = new Semaphore(0);
        try (ModelWorkers workers = workers(1, 100);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> bulk = callers.submit(() -> workers.run(Urgency.PASSAGES, named("p", 20, gate), Deadline.NONE));
            awaitUnderWay(gate);
            Future<?> ranking = callers.submit(() -> workers.run(Urgency.RANKING, named("r", 2, gate), Deadline.NONE));
            awaitWaiting(workers, 21);
            Future<?> question =
                    callers.submit(() -> workers.run(Urgency.QUESTION, named("q", 1, gate), Deadline.NONE));
            awaitWaiting(workers, 22);
            gate.release(23);
            bulk.get();
            ranking.get();
            question.get();
        }
        assertThat(done.subList(0, 5)).containsExactly("p0", "q0", "r0", "r1", "p1");
    }

    @Test
    void aQuestionIsRunByTheThreadThatAsksWhereAWorkerIsIdle() throws Exception {
        try (ModelWorkers workers = workers(1, 4)) {
            workers.awaitWarm();

            assertThat(workers.run(Urgency.QUESTION, List.of(new WhoRuns()), Deadline.NONE))
                    .containsExactly(Thread.currentThread());
            assertThat(workers.run(Urgency.PASSAGES, List.of(new WhoRuns()), Deadline.NONE))
                    .doesNotContain(Thread.currentThread());
        }
    }

    @Test
    void whatComesWhileAQuestionIsRunThereWaitsForItAndSoDoesClosing() throws Exception {
        Semaphore gate = new Semaphore(0);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first;
            Future<?> second;
            Future<?> third;
            try (ModelWorkers workers = workers(1, 4)) {
                workers.awaitWarm();
                first = callers.submit(() -> workers.run(Urgency.QUESTION, named("first", 1, gate), Deadline.NONE));
                awaitUnderWay(gate);
                second = callers.submit(() -> workers.run(Urgency.QUESTION, named("second", 1, gate), Deadline.NONE));
                awaitWaiting(workers, 1);
                third = callers.submit(() -> workers.run(Urgency.PASSAGES, named("third", 1, gate), Deadline.NONE));
                awaitWaiting(workers, 2);
                callers.execute(() -> gate.release(3));
            }
            first.get();
            second.get();
            third.get();
        }
        assertThat(done).containsExactly("first0", "second0", "third0");
    }

    private static final class WhoRuns implements ModelWorkers.Work<Thread> {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public Thread run(Lanes lanes) {
            return Thread.currentThread();
        }
    }

    @Test
    void theLongestTextOfACallGoesFirstAndResultsKeepTheirOrder() throws Exception {
        Semaphore gate = new Semaphore(3);
        try (ModelWorkers workers = workers(1, 100)) {
            List<String> results = workers.run(
                    Urgency.PASSAGES,
                    List.of(new Noted("short", 1, gate), new Noted("long", 9, gate), new Noted("middle", 5, gate)),
                    Deadline.NONE);

            assertThat(results).containsExactly("short", "long", "middle");
        }
        assertThat(done).containsExactly("long", "middle", "short");
    }

    @Test
    void takesARequestLargerThanTheLineWhenItIsEmpty() throws Exception {
        try (ModelWorkers workers = workers(2, 4)) {
            assertThat(workers.run(Urgency.PASSAGES, named("p", 6, new Semaphore(6)), Deadline.NONE))
                    .hasSize(6);
        }
    }

    @Test
    void whatIsLateInTheLineCostsNoInferenceAndNoRoom() throws Exception {
        try (ModelWorkers nobodyWorks = workers(0, 4)) {
            assertThatThrownBy(() -> nobodyWorks.run(
                            Urgency.PASSAGES, named("p", 3, new Semaphore(3)), Deadline.in(Duration.ofMillis(20))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().category()).isEqualTo(Category.TIMEOUT));
            assertThat(nobodyWorks.waiting()).isZero();
        }
        assertThat(done).isEmpty();
    }

    @Test
    void aTextUnderWayWhenTheTimeIsOverIsTheLastOfItsCall() throws Exception {
        Semaphore gate = new Semaphore(0);
        CountDownLatch late = new CountDownLatch(1);
        try (ModelWorkers workers = workers(1, 100);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> given = callers.submit(() -> {
                try {
                    return workers.run(Urgency.PASSAGES, named("late", 5, gate), Deadline.in(Duration.ofMillis(20)));
                } finally {
                    late.countDown();
                }
            });
            late.await();
            assertThat(given)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(ProblemException.class);
            gate.release(6);
            assertThat(workers.run(Urgency.PASSAGES, named("next", 1, gate), Deadline.NONE))
                    .containsExactly("next0");
        }
        assertThat(done).isSubsetOf("late0", "next0").endsWith("next0");
    }

    @Test
    void whatCanNotBeginInTimeIsRefusedAtOnce() throws Exception {
        Semaphore gate = new Semaphore(1);
        try (ModelWorkers workers = workers(1, 100);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            // So that it knows how long a text takes: at least as long as this.
            ModelWorkers.Work<String> slow = new ModelWorkers.Work<>() {
                @Override
                public int length() {
                    return 1;
                }

                @Override
                public String run(Lanes lanes) {
                    long end = System.nanoTime() + Duration.ofMillis(30).toNanos();
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    return "slow";
                }
            };
            workers.run(Urgency.PASSAGES, List.of(slow), Deadline.NONE);
            gate.acquire();
            Future<?> bulk = callers.submit(() -> workers.run(Urgency.PASSAGES, named("p", 99, gate), Deadline.NONE));
            awaitUnderWay(gate);

            assertThatThrownBy(() ->
                            workers.run(Urgency.PASSAGES, named("soon", 1, gate), Deadline.in(Duration.ofSeconds(2))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("deadline-too-near"));
            assertThat(workers.secondsOfWork()).isBetween(3, 60);
            Future<?> question = callers.submit(
                    () -> workers.run(Urgency.QUESTION, named("q", 1, gate), Deadline.in(Duration.ofSeconds(20))));
            awaitWaiting(workers, 99);
            gate.release(100);
            question.get();
            bulk.get();
        }
    }

    @Test
    void anEngineThatFailsFailsItsCallAndNoOther() throws Exception {
        ModelWorkers.Work<String> broken = new ModelWorkers.Work<>() {
            @Override
            public int length() {
                return 1;
            }

            @Override
            public String run(Lanes lanes) {
                throw new IllegalStateException("broken");
            }
        };
        try (ModelWorkers workers = workers(1, 4)) {
            assertThatThrownBy(() -> workers.run(Urgency.PASSAGES, List.of(broken, broken), Deadline.NONE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("broken");
            assertThat(workers.run(Urgency.PASSAGES, named("p", 1, new Semaphore(1)), Deadline.NONE))
                    .hasSize(1);
            assertThat(workers.alive()).isTrue();
        }
    }

    @Test
    void aModelThatCanNotBeRunIsFoundBeforeAnybodyAsks() {
        try (ModelWorkers workers = new ModelWorkers(
                () -> {
                    throw new IllegalStateException("no room");
                },
                2,
                4,
                new Metrics())) {
            assertThatThrownBy(workers::awaitWarm).hasMessageContaining("no room");
        }
    }

    @Test
    void afterClosingNothingIsTaken() {
        ModelWorkers workers = workers(1, 4);
        workers.close();

        assertThatThrownBy(() -> workers.run(Urgency.QUESTION, named("q", 1, new Semaphore(1)), Deadline.NONE))
                .isInstanceOf(ProblemException.class);
        assertThat(workers.alive()).isFalse();
    }

    private static ModelWorkers workers(int workers, int maxWaiting) {
        return new ModelWorkers(() -> Lanes.of(model, null), workers, maxWaiting, new Metrics());
    }

    private List<Noted> named(String name, int count, Semaphore gate) {
        List<Noted> works = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            works.add(new Noted(name + i, 1, gate));
        }
        return works;
    }

    private static void awaitWaiting(ModelWorkers workers, int texts) {
        while (workers.waiting() < texts) {
            Thread.onSpinWait();
        }
    }

    /** Returns once a worker has come to the gate. */
    private static void awaitUnderWay(Semaphore gate) {
        while (!gate.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
    }
}
