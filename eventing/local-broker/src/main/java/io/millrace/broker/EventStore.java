package io.millrace.broker;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * Queues of encoded events and the dead letters, in one H2 MVStore file. Used by one thread, that of {@link Journal}, but for {@link #size} and {@link #fileBytes}.
 *
 * <p>MVStore commits by itself when it has much to write, or after a time. Both are off: a commit is what {@link #commit} makes, whole, and synced before it
 * returns. Because each commit is synced before the next begins, space that a commit frees may be used again soon (retention time 0), which takes
 * {@link WholeCommitsFilePath}: a store that opens at one of the last commits, but not the very last, would find other bytes there.
 */
final class EventStore implements AutoCloseable {

    private static final String FILE = "events.mv";
    private static final String SYNCED = "events.synced";
    private static final String QUEUE = "queue/";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String COUNTERS = "counters";
    private static final long SEQUENCE = 0;
    private static final long TIDIED = 1;
    private static final int CACHE_MEGABYTES = 2;
    private static final long TIDY_FROM_BYTES = 8L << 20;
    private static final int TIDY_MILLIS = 50;
    private static final int TIDY_BELOW_FILL = 75;
    /** MVStore notes in the commit after the next that a chunk is free: used again before, it would still be asked for when that commit is opened. */
    private static final int KEPT_COMMITS = 2;

    private final Path file;
    private final MVStore store;
    private final SyncedCommit synced;
    private final ConcurrentHashMap<String, MVMap<Long, byte[]>> queues = new ConcurrentHashMap<>();
    private final MVMap<Long, byte[]> deadLetters;
    private final MVMap<Long, Long> counters;
    private final SmallCommits smallCommits = new SmallCommits();
    private long lastSequence;
    private long tidiedBytes;

    private EventStore(Path file, MVStore store, SyncedCommit synced) {
        this.file = file;
        this.store = store;
        this.synced = synced;
        this.deadLetters = map(DEAD_LETTERS);
        this.counters = store.openMap(
                COUNTERS,
                new MVMap.Builder<Long, Long>().keyType(LongDataType.INSTANCE).valueType(LongDataType.INSTANCE));
        lastSequence = counters.getOrDefault(SEQUENCE, 0L);
        for (String name : List.copyOf(store.getMapNames())) {
            if (name.startsWith(QUEUE)) {
                MVMap<Long, byte[]> queue = map(name);
                queues.put(name.substring(QUEUE.length()), queue);
                lastSequence = Math.max(lastSequence, queue.isEmpty() ? 0 : queue.lastKey());
            }
        }
    }

    /**
     * Opens the store, or makes it.
     *
     * @throws ProblemException codes {@code broker-data-in-use}, {@code broker-data-corrupt}, {@code broker-data-unusable}
     */
    static EventStore open(BrokerSettings settings) {
        WholeCommitsFilePath.register();
        Path file = settings.directory().resolve(FILE);
        String path = settings.storeScheme() + file.toAbsolutePath();
        MVStore store;
        try {
            Files.createDirectories(settings.directory());
            store = new MVStore.Builder()
                    .fileName(WholeCommitsFilePath.SCHEME + path)
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .autoCompactFillRate(0)
                    .cacheSize(CACHE_MEGABYTES)
                    .open();
        } catch (MVStoreException e) {
            throw unusable(file, e);
        } catch (IOException e) {
            throw unwritable(file, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw damaged(file, e); // MVStore stumbles in many ways over bytes that it did not write
        }
        try {
            return open(file, store, SyncedCommit.open(path.replaceFirst(FILE + "$", SYNCED)));
        } catch (IOException e) {
            store.closeImmediately();
            throw unwritable(file.resolveSibling(SYNCED), e);
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    private static EventStore open(Path file, MVStore store, SyncedCommit synced) {
        if (store.isReadOnly()) {
            throw problem("broker-data-unusable", file, "is read-only. Give this user the right to write to it.", null);
        }
        if (store.getCurrentVersion() < synced.number()) {
            throw problem(
                    "broker-data-corrupt",
                    file,
                    "has lost events that were accepted: commit " + synced.number()
                            + " was synced, and the last whole one is "
                            + store.getCurrentVersion()
                            + ". Restore it from a backup; to go on without what is lost, delete "
                            + SYNCED + " beside it.",
                    null);
        }
        store.setRetentionTime(0);
        store.setVersionsToKeep(KEPT_COMMITS);
        EventStore opened;
        try {
            opened = new EventStore(file, store, synced);
        } catch (RuntimeException | StackOverflowError e) {
            throw damaged(file, e);
        }
        try {
            opened.commit();
        } catch (MVStoreException e) {
            throw unusable(file, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw damaged(file, e);
        }
        return opened;
    }

    private static ProblemException unwritable(Path file, IOException e) {
        return problem("broker-data-unusable", file, "can't be made: " + e + ". Check permissions and free space.", e);
    }

    private static boolean isDamage(MVStoreException e) {
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_CORRUPT, DataUtils.ERROR_CHUNK_NOT_FOUND, DataUtils.ERROR_UNSUPPORTED_FORMAT ->
                true;
            default -> false;
        };
    }

    private static ProblemException damaged(Path file, Throwable e) {
        return problem(
                "broker-data-corrupt",
                file,
                "is damaged ("
                        + Objects.requireNonNullElse(
                                e.getMessage(), e.getClass().getSimpleName())
                        + "). Restore it from a backup, or move it and " + SYNCED
                        + " away to start with an empty broker.",
                e);
    }

    private static ProblemException unusable(Path file, MVStoreException e) {
        return switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED ->
                problem(
                        "broker-data-in-use",
                        file,
                        "is in use by another process. Stop that one, or use another data directory.",
                        e);
            default ->
                isDamage(e)
                        ? damaged(file, e)
                        : problem(
                                "broker-data-unusable",
                                file,
                                "can't be used (" + e.getMessage() + "). Check permissions and free space.",
                                e);
        };
    }

    /** What it means for the user that work on the store has failed. */
    Problem failure(Throwable cause) {
        return cause instanceof DamagedStoreException || (cause instanceof MVStoreException e && isDamage(e))
                ? damaged(file, cause).problem()
                : new Problem(
                        Category.UNAVAILABLE,
                        "broker-store-failed",
                        "The broker can't write its events to " + file + " (" + cause
                                + "). Check free space and permissions, then restart.");
    }

    private static ProblemException problem(String code, Path file, String what, @Nullable Throwable cause) {
        return new ProblemException(
                new Problem(Category.UNAVAILABLE, code, "The broker's file " + file + " " + what), cause);
    }

    private MVMap<Long, byte[]> map(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    /** Makes sure that there is a queue of this name. */
    void addQueue(String name) {
        queues.computeIfAbsent(name, n -> map(QUEUE + n));
    }

    Set<String> queueNames() {
        return Set.copyOf(queues.keySet());
    }

    /** Puts an encoded event at the end of a queue; returns its sequence number, which is above all that were given before. */
    long append(String queue, byte[] event) {
        long sequence = ++lastSequence;
        append(queue, sequence, event);
        return sequence;
    }

    /** Puts an encoded event into a queue under a number from {@link #nextDeadLetter}. */
    void append(String queue, long sequence, byte[] event) {
        append(queue(queue), sequence, event);
    }

    /** Takes an event out; does nothing when it isn't there. */
    void remove(String queue, long sequence) {
        MVMap<Long, byte[]> map = queue(queue);
        sound(queue, () -> map.remove(sequence));
    }

    /** The events after {@code after}, oldest first: at most {@code count}, and no more once {@code maxBytes} are reached. */
    List<Stored> read(String queue, long after, int count, long maxBytes) {
        MVMap<Long, byte[]> map = queue(queue);
        return sound(queue, () -> {
            List<Stored> events = new ArrayList<>();
            long bytes = 0;
            Cursor<Long, byte[]> cursor = map.cursor(after + 1);
            while (events.size() < count && bytes < maxBytes && cursor.hasNext()) {
                long sequence = cursor.next();
                events.add(new Stored(sequence, Event.decode(cursor.getValue())));
                bytes += cursor.getValue().length;
            }
            return events;
        });
    }

    /** A number for a new dead letter, which is above all that were given before, also after the dead letter is gone. */
    long nextDeadLetter() {
        long sequence = ++lastSequence;
        counters.put(SEQUENCE, sequence);
        return sequence;
    }

    /** Puts a dead letter under a new number from {@link #nextDeadLetter}. */
    void appendDeadLetter(long number, byte[] deadLetter) {
        append(deadLetters, number, deadLetter);
    }

    /** Puts a dead letter in the place of the one of this number. */
    void replaceDeadLetter(long number, byte[] deadLetter) {
        sound(DEAD_LETTERS, () -> deadLetters.put(number, deadLetter));
    }

    private void append(MVMap<Long, byte[]> map, long number, byte[] bytes) {
        sound(map.getName(), () -> map.put(number, bytes));
        smallCommits.appended(map, number, bytes.length);
    }

    Optional<byte[]> deadLetter(long number) {
        return Optional.ofNullable(sound(DEAD_LETTERS, () -> deadLetters.get(number)));
    }

    boolean removeDeadLetter(long number) {
        return sound(DEAD_LETTERS, () -> deadLetters.remove(number)) != null;
    }

    /** The newest dead letters with a number below {@code before}, newest first. */
    List<byte[]> deadLettersBefore(long before, int count) {
        return sound(DEAD_LETTERS, () -> {
            List<byte[]> newest = new ArrayList<>();
            Cursor<Long, byte[]> cursor = deadLetters.cursor(before - 1, null, true);
            while (newest.size() < count && cursor.hasNext()) {
                cursor.next();
                newest.add(cursor.getValue());
            }
            return newest;
        });
    }

    /** Works in a map's pages, which writes nothing yet: MVStore stumbles in many ways over pages that it did not write. */
    private static <T extends @Nullable Object> T sound(String map, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw new DamagedStoreException(map + ": " + e.getMessage(), e);
        }
    }

    /** How many events wait in a queue; any thread may ask. */
    long size(String queue) {
        return queue(queue).sizeAsLong();
    }

    /** How many dead letters there are; any thread may ask. */
    long deadLetterCount() {
        return deadLetters.sizeAsLong();
    }

    /** The size of the file; any thread may ask. */
    long fileBytes() {
        return store.getFileStore().size();
    }

    /** Writes all changes as one, and returns when they are on the disk. */
    void commit() {
        if (store.hasUnsavedChanges()) {
            smallCommits.beforeCommit();
            store.commit();
            store.sync();
            try {
                synced.note(store.getCurrentVersion());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Gives space back to the file system, for a moment; called when nothing else is to be done. MVStore cuts its file when a commit, written into free space
     * further ahead, leaves the file's end unused, so a commit is made for that.
     */
    void tidy() {
        tidy(TIDY_FROM_BYTES);
    }

    /** The same for files that are larger than this. */
    void tidy(long fromBytes) {
        long before = fileBytes();
        if (before <= fromBytes || before == tidiedBytes || store.getFileStore().getFillRate() >= TIDY_BELOW_FILL) {
            return;
        }
        store.compactFile(TIDY_MILLIS);
        for (int i = 0; i < 2 + KEPT_COMMITS; i++) {
            counters.merge(TIDIED, 1L, Long::sum);
            commit();
        }
        tidiedBytes = fileBytes();
    }

    /** Lets go of the file and writes nothing more. */
    void abandon() {
        store.closeImmediately();
        synced.abandon();
    }

    @Override
    public void close() {
        store.close(TIDY_MILLIS);
        try {
            synced.close();
        } catch (IOException e) {
            synced.abandon(); // an older number does no harm
        }
    }

    private MVMap<Long, byte[]> queue(String name) {
        MVMap<Long, byte[]> queue = queues.get(name);
        if (queue == null) {
            throw new IllegalArgumentException("there is no queue '" + name + "'");
        }
        return queue;
    }

    /** An event and its place in its queue. */
    record Stored(long sequence, Event event) {}
}
