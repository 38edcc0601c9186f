package io.millrace.catalog;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Models on disk: {@code root/<id>/<revision>/} holds a verified set of files and never changes, {@code root/<id>/current} is a link to the one
 * in use. What is there is used without any network. One writer a model at a time, across processes (a lock file); readers need no lock and no right to write.
 */
public final class ModelStore {

    private static final Map<Path, ReentrantLock> WITHIN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final Path root;
    private final Catalog catalog;
    private final SourceReader sources;

    public ModelStore(Path root) {
        this(root, Catalog.load());
    }

    public ModelStore(Path root, Catalog catalog) {
        this(root, catalog, Environment.ofProcess());
    }

    ModelStore(Path root, Catalog catalog, Environment environment) {
        this.root = root.toAbsolutePath().normalize();
        this.catalog = catalog;
        this.sources = new SourceReader(environment, this.root.resolve(".parts"));
    }

    /** Where models lie unless told otherwise: {@code MILLRACE_MODELS}, else {@code ${XDG_CACHE_HOME:-~/.cache}/millrace/models}. */
    public static Path defaultRoot() {
        return Environment.ofProcess().models();
    }

    /** The folder of the catalog's revision if it is there and its files have the right sizes; no network, no hashing. */
    public Optional<Path> present(String id) {
        CatalogEntry entry = catalog.entry(id);
        Path folder = folder(entry);
        return isComplete(entry, folder) ? Optional.of(folder) : Optional.empty();
    }

    /**
     * The folder of a model, which is downloaded, verified and made current first if need be.
     *
     * @throws ProblemException UNAVAILABLE ({@code model-unobtainable}) if no source has it; the message names each source's reason
     */
    public Path ensure(String id, Progress progress) {
        CatalogEntry entry = catalog.entry(id);
        Path folder = folder(entry);
        try {
            if (isComplete(entry, folder) && isCurrent(entry)) {
                return folder;
            }
            Path home = Files.createDirectories(root.resolve(entry.id()));
            ReentrantLock here = WITHIN_THIS_PROCESS.computeIfAbsent(home, key -> new ReentrantLock());
            here.lock();
            try (FileChannel file = FileChannel.open(
                            home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (!isComplete(entry, folder)) {
                    download(entry, home, progress);
                }
                if (lock.isValid() && !isCurrent(entry)) {
                    makeCurrent(entry);
                }
            } finally {
                here.unlock();
            }
            return folder;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INTERNAL,
                            "model-store-failed",
                            "model " + id + " can't be stored in " + folder + ": " + HttpDownload.reason(e)
                                    + "; check that the folder can be written and the disk has room"),
                    e);
        }
    }

    /**
     * Reads every byte of a model again.
     *
     * @throws ProblemException INTERNAL ({@code model-damaged}) if a file is not what it was; NOT_FOUND ({@code model-missing}) if the model is not there
     */
    public void verify(String id) {
        CatalogEntry entry = catalog.entry(id);
        Path folder = present(id)
                .orElseThrow(() -> ProblemException.of(
                        Category.NOT_FOUND, "model-missing", "model " + id + " is not in " + root + "; pull it first"));
        try {
            ModelLock lock = ModelLock.read(folder);
            for (ModelFile file : entry.files()) {
                ModelLock.Content now = ModelLock.content(folder.resolve(file.name()));
                if (!now.equals(lock.files().get(file.name()))) {
                    throw ProblemException.of(
                            Category.INTERNAL,
                            "model-damaged",
                            folder.resolve(file.name()) + " is not what was downloaded; remove " + folder + " and pull "
                                    + id + " again");
                }
            }
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INTERNAL,
                            "model-damaged",
                            folder + " can't be read: " + HttpDownload.reason(e) + "; remove it and pull " + id
                                    + " again"),
                    e);
        }
    }

    private Path folder(CatalogEntry entry) {
        return root.resolve(entry.id()).resolve(entry.revision());
    }

    private boolean isCurrent(CatalogEntry entry) {
        Path link = root.resolve(entry.id()).resolve("current");
        try {
            return Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).toString().equals(entry.revision());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isComplete(CatalogEntry entry, Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            ModelLock lock = ModelLock.read(folder);
            for (ModelFile file : entry.files()) {
                ModelLock.Content locked = lock.files().get(file.name());
                if (locked == null
                        || (file.sha256() != null && !file.sha256().equals(locked.sha256()))
                        || Files.size(folder.resolve(file.name())) != locked.bytes()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void download(CatalogEntry entry, Path home, Progress progress) throws IOException {
        removeLeftovers(home);
        Path folder = folder(entry);
        Path fresh = home.resolve(".new-" + UUID.randomUUID());
        try {
            Files.createDirectory(fresh);
            ModelLock lock = firstThatWorks(entry, fresh, progress);
            lock.write(fresh);
            Trees.force(fresh);
            if (Files.exists(folder)) {
                // Not complete, so nobody uses it.
                Path damaged = home.resolve(".old-" + UUID.randomUUID());
                Files.move(folder, damaged, StandardCopyOption.ATOMIC_MOVE);
                Trees.delete(damaged);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            Trees.forceFolder(home);
        } finally {
            Trees.delete(fresh);
        }
    }

    /** What a killed writer left; the lock says that none is at work. */
    private static void removeLeftovers(Path home) throws IOException {
        try (Stream<Path> all = Files.list(home)) {
            for (Path path : all.filter(path -> path.getFileName().toString().matches("\\.(new|old|current)-.*"))
                    .toList()) {
                Trees.delete(path);
            }
        }
    }

    private ModelLock firstThatWorks(CatalogEntry entry, Path fresh, Progress progress) throws IOException {
        StringBuilder reasons = new StringBuilder();
        for (ModelSource source : entry.sources()) {
            try {
                sources.read(source, entry, fresh, progress);
                ModelLock lock = verified(entry, source, fresh);
                progress.note("model " + entry.id() + " is here, from " + source);
                return lock;
            } catch (IOException e) {
                progress.note("model " + entry.id() + ": " + source + " failed: " + HttpDownload.reason(e));
                reasons.append("; ").append(source).append(": ").append(HttpDownload.reason(e));
            }
        }
        throw ProblemException.of(
                Category.UNAVAILABLE, "model-unobtainable", "no source gives model " + entry.id() + reasons);
    }

    private ModelLock verified(CatalogEntry entry, ModelSource source, Path fresh) throws IOException {
        try {
            return ModelLock.of(entry, source, fresh);
        } catch (IOException e) {
            sources.forget(entry);
            throw e;
        }
    }

    private void makeCurrent(CatalogEntry entry) throws IOException {
        Path home = root.resolve(entry.id());
        Path link = home.resolve(".current-" + UUID.randomUUID());
        Files.createSymbolicLink(link, Path.of(entry.revision()));
        Files.move(link, home.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
        Trees.forceFolder(home);
    }
}
