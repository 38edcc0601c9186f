package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Documents that are replaced, now and then removed and added again, while four threads ask for them without pause, ten documents a question, and
 * every answer is judged by {@link VisibleVersions}.
 */
final class ChangingDocuments {

    /** Where the documents are changed and asked for. */
    interface Target {

        /** Returns when {@code text} is what can be found. */
        void replace(String group, String document, int version, String text) throws IOException;

        /** Returns when the document can't be found any more; {@code version} comes next. */
        void remove(String group, String document, int version) throws IOException;

        /** Every passage of the group's documents. */
        List<String> search(String group) throws IOException;
    }

    /** How many answers were judged, and what was wrong with some, each fault once. */
    record Outcome(long answers, List<String> faults) {}

    static final int READERS = 4;

    private static final int GROUP = 10;
    private static final int MOST_FAULTS = 20;

    private final Target target;
    private final int documents;
    private final int replacements;
    private final int writers;
    private final long seed;
    private final VisibleVersions versions = new VisibleVersions();
    private final Set<String> faults = ConcurrentHashMap.newKeySet();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param writers how many documents are changed at once */
    ChangingDocuments(Target target, int documents, int replacements, int writers, long seed) {
        this.target = target;
        this.documents = documents;
        this.replacements = replacements;
        this.writers = writers;
        this.seed = seed;
    }

    Outcome run() {
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS);
                ExecutorService changers = Executors.newFixedThreadPool(writers)) {
            List<Future<Boolean>> reading = IntStream.range(0, READERS)
                    .mapToObj(reader -> readers.submit(() -> {
                        try {
                            return read(new Random(seed + reader));
                        } catch (Exception | Error e) {
                            failed.set(true);
                            throw e;
                        }
                    }))
                    .toList();
            try {
                List<Callable<Boolean>> changes = new ArrayList<>();
                for (int document = 0; document < documents; document++) {
                    int number = document;
                    changes.add(() -> change(number));
                }
                for (Future<Boolean> changed : changers.invokeAll(changes)) {
                    changed.get();
                }
            } finally {
                done.set(true);
            }
            for (Future<Boolean> reader : reading) {
                reader.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a reader or a writer failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Outcome(answers.get(), List.copyOf(faults));
    }

    private boolean change(int number) throws IOException {
        String document = "d" + number;
        String group = group(number);
        for (int version = 1; version <= 1 + replacements; version++) {
            if (version > 1 && (number + version) % 7 == 0) {
                VisibleVersions.Change removal = versions.beginRemoval(document);
                target.remove(group, document, version);
                removal.end();
                awaitAnswers();
            }
            // Versions differ in length, so they differ in how many passages they have.
            String text = VisibleVersions.text(document, version, 30 + (number + version) % 3 * 16);
            VisibleVersions.Change replacement = versions.begin(document, version);
            target.replace(group, document, version, text);
            replacement.end();
        }
        return true;
    }

    private boolean read(Random random) throws IOException {
        while (!done.get()) {
            int first = random.nextInt(documents) / GROUP * GROUP;
            List<String> asked = IntStream.range(first, Math.min(first + GROUP, documents))
                    .mapToObj(number -> "d" + number)
                    .toList();
            long askedNanos = System.nanoTime();
            List<String> passages = target.search(group(first));
            versions.fault(asked, passages, askedNanos, System.nanoTime())
                    .filter(fault -> faults.size() < MOST_FAULTS)
                    .ifPresent(faults::add);
            answers.incrementAndGet();
        }
        return true;
    }

    /** Until a question has been asked and answered from now on: those under way may have been asked before. */
    private void awaitAnswers() {
        long enough = answers.get() + READERS + 1;
        while (answers.get() < enough && !failed.get()) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
    }

    private static String group(int number) {
        return "g" + number / GROUP;
    }

    /** Judges the end, too: every document is there, in its last version and in several passages. */
    void assertAllThere() throws IOException {
        for (int first = 0; first < documents; first += GROUP) {
            List<String> passages = target.search(group(first));
            int count = Math.min(GROUP, documents - first);
            assertThat(passages.size()).isGreaterThanOrEqualTo(2 * count);
            for (int number = first; number < first + count; number++) {
                String last = "Document d" + number + ", version " + (1 + replacements) + ",";
                assertThat(passages.stream().filter(text -> text.contains(last)))
                        .as(last)
                        .hasSizeGreaterThanOrEqualTo(2);
            }
        }
    }
}
