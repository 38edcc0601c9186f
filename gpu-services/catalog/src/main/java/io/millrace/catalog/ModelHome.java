package io.millrace.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model's folder in the store: its revisions, which of them is current, and who may write. */
final class ModelHome {

    private static final Map<Path, ReentrantLock> WITHIN_THIS_PROCESS = new ConcurrentHashMap<>();
    private static final String CURRENT = "current";

    /** Beside a revision that has been current; its time says until when. */
    private static final String LEFT = ".left-";

    private final Path folder;

    ModelHome(Path root, String id) {
        this.folder = root.resolve(id);
    }

    Path folder() {
        return folder;
    }

    Path revision(String name) {
        return folder.resolve(name);
    }

    /** The revisions that are here, by name. */
    List<String> revisions() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith(".")
                            && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                            && Files.isRegularFile(path.resolve(ModelLock.NAME)))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** What the link names, whether that is there or not. */
    Optional<String> current() {
        Path link = folder.resolve(CURRENT);
        try {
            return Files.isSymbolicLink(link)
                    ? Optional.of(Files.readSymbolicLink(link).toString())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same, and since when. */
    Optional<CurrentRevision> currentSince() throws IOException {
        Optional<String> current = current();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Instant since = Files.getLastModifiedTime(folder.resolve(CURRENT), LinkOption.NOFOLLOW_LINKS)
                .toInstant();
        return Optional.of(new CurrentRevision(current.get(), since));
    }

    boolean isCurrent(String revision) {
        return current().filter(revision::equals).isPresent();
    }

    /** The revision that was current before, and is still here. */
    Optional<String> previous() throws IOException {
        Optional<String> current = current();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        List<String> here = revisions();
        return History.read(folder).before(current.get()).stream()
                .filter(here::contains)
                .findFirst();
    }

    /** The current revision, if a person chose it. */
    Optional<String> chosen() throws IOException {
        Optional<String> current = current();
        if (current.isEmpty()) {
            return current;
        }
        History history = History.read(folder);
        return current.filter(revision ->
                history.by(revision).filter(History.By.CHOICE::equals).isPresent());
    }

    /** By a rename, so that a reader sees the old or the new. */
    void makeCurrent(String revision, History.By by) throws IOException {
        Optional<String> before = current();
        History history = History.read(folder);
        if (history.steps().isEmpty() && before.isPresent()) {
            history = history.with(before.get(), History.By.PULL);
        }
        history.with(revision, by).write(folder);
        link(revision, before);
    }

    /** What is current stays so until a person says otherwise. */
    void choose(String current) throws IOException {
        History.read(folder).with(current, History.By.CHOICE).write(folder);
    }

    /** The way back: what came after is forgotten. */
    void goBackTo(String revision) throws IOException {
        link(revision, current());
        History.read(folder).backTo(revision).write(folder);
    }

    private void link(String revision, Optional<String> before) throws IOException {
        if (before.isPresent() && !before.get().equals(revision)) {
            Files.writeString(folder.resolve(LEFT + before.get()), before.get());
        }
        Path link = folder.resolve(".current-" + UUID.randomUUID());
        Files.createSymbolicLink(link, Path.of(revision));
        Files.move(link, folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
        Trees.forceFolder(folder);
    }

    /** When it stopped being current, by the disk's clock; empty where it never was, or is not known to have been. */
    Optional<Long> leftAtMillis(String revision) throws IOException {
        Path left = folder.resolve(LEFT + revision);
        return Files.exists(left) ? Optional.of(Files.getLastModifiedTime(left).toMillis()) : Optional.empty();
    }

    /** A whole staging folder becomes a revision, in place of one that is damaged. */
    void publish(Path staging, String revision) throws IOException {
        Path target = revision(revision);
        if (Files.exists(target)) {
            // Not complete, so nobody uses it.
            Trees.delete(aside(target));
        }
        Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        Trees.forceFolder(folder);
    }

    /** Out of everybody's sight, in one step. */
    Path aside(Path revision) throws IOException {
        Path hidden = folder.resolve(".old-" + UUID.randomUUID());
        Files.move(revision, hidden, StandardCopyOption.ATOMIC_MOVE);
        return hidden;
    }

    void forgetLeft(String revision) throws IOException {
        Files.deleteIfExists(folder.resolve(LEFT + revision));
    }

    /** What killed writers left; only for who has the lock. */
    void removeLeftovers() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.filter(path -> path.getFileName().toString().matches("\\.(new|old|current)-.*"))
                    .toList()) {
                Trees.delete(path);
            }
        }
    }

    /** The right to write, until it is closed. */
    record Writer(ReentrantLock here, FileChannel file, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                file.close();
            } finally {
                here.unlock();
            }
        }
    }

    /** Waits for other writers, of this process and others, and says so. */
    Writer lock(Progress progress) throws IOException {
        return acquire(progress).orElseThrow(() -> new IOException(folder + " can't be locked"));
    }

    /** Empty where another writer is at work. */
    Optional<Writer> tryLock() throws IOException {
        return acquire(null);
    }

    private Optional<Writer> acquire(@Nullable Progress waiting) throws IOException {
        Files.createDirectories(folder);
        ReentrantLock here = WITHIN_THIS_PROCESS.computeIfAbsent(folder, key -> new ReentrantLock());
        if (!here.tryLock()) {
            if (waiting == null) {
                return Optional.empty();
            }
            waiting.note(busy());
            here.lock();
        }
        try {
            Optional<Writer> writer = lockFile(here, waiting);
            if (writer.isEmpty()) {
                here.unlock();
            }
            return writer;
        } catch (IOException e) {
            here.unlock();
            throw e;
        }
    }

    private Optional<Writer> lockFile(ReentrantLock here, @Nullable Progress waiting) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock == null && waiting != null) {
                waiting.note(busy());
                lock = file.lock();
            }
            if (lock == null) {
                file.close();
                return Optional.empty();
            }
            return Optional.of(new Writer(here, file, lock));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private String busy() {
        return "another process works on model " + folder.getFileName() + "; waiting for it";
    }
}
