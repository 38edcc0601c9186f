package io.millrace.catalog;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Models on disk: {@code root/<id>/<revision>/} holds a verified set of files and never changes, {@code root/<id>/current} is a link to the one
 * in use. What is there is used without any network. One writer a model at a time, across processes (a lock file); readers need no lock and no right to write.
 *
 * <p>What is in use is the revision that a person chose ({@link #promote}, {@link #rollback}), else the catalog's.
 */
public final class ModelStore {

    private final Path root;
    private final Catalog catalog;
    private final CatalogLock pins;
    private final Pull pull;
    private final Leases leases;

    public ModelStore(Path root) {
        this(root, Catalog.load());
    }

    public ModelStore(Path root, Catalog catalog) {
        this(root, catalog, Environment.ofProcess());
    }

    ModelStore(Path root, Catalog catalog, Environment environment) {
        this.root = root.toAbsolutePath().normalize();
        this.catalog = catalog;
        this.pins = new CatalogLock(this.root);
        this.pull = new Pull(this.root, pins, new SourceReader(environment));
        this.leases = new Leases(environment.leases(this.root));
    }

    /** Where models lie unless told otherwise: {@code MILLRACE_MODELS}, else {@code ${XDG_CACHE_HOME:-~/.cache}/millrace/models}. */
    public static Path defaultRoot() {
        return Environment.ofProcess().models();
    }

    /** The folder of the revision in use if it is there and its files have the right sizes; no network, no hashing. */
    public Optional<Path> present(String id) {
        CatalogEntry entry = catalog.entry(id);
        try {
            Optional<Path> chosen = chosen(entry);
            if (chosen.isPresent()) {
                return chosen;
            }
            Path folder = home(id).revision(entry.revision());
            return ModelLock.holds(entry, folder, pins.wanted(entry)) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            throw failed(id, e);
        }
    }

    /**
     * The folder of a model, which is downloaded, verified and made current first if need be.
     *
     * @throws ProblemException UNAVAILABLE: {@code model-unobtainable} if no source has it (the message names each source's reason), {@code model-no-space}
     *     if the disk has no room (it says how much is needed and free)
     */
    public Path ensure(String id, Progress progress) {
        CatalogEntry entry = catalog.entry(id);
        try {
            Optional<Path> chosen = chosen(entry);
            if (chosen.isPresent()) {
                return chosen.get();
            }
        } catch (IOException e) {
            throw failed(id, e);
        }
        return pull(id, progress, true);
    }

    /**
     * The same for the catalog's revision, whatever is in use.
     *
     * @param promote whether it becomes current where nobody chose another; if not, what is current counts as chosen
     */
    public Path pull(String id, Progress progress, boolean promote) {
        CatalogEntry entry = catalog.entry(id);
        ModelHome home = home(id);
        Path folder = home.revision(entry.revision());
        try {
            if (ModelLock.holds(entry, folder, pins.wanted(entry)) && home.isCurrent(entry.revision())) {
                return folder;
            }
            try (ModelHome.Writer _ = home.lock(progress)) {
                if (!ModelLock.holds(entry, folder, pins.wanted(entry))) {
                    home.removeLeftovers();
                    pull.run(entry, home, progress);
                }
                settle(entry, home, progress, promote);
            }
            return folder;
        } catch (DiskSpace.FullException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "model-no-space",
                            HttpDownload.reason(e)
                                    + "; free some ('millrace models gc' removes what nothing uses), or set MILLRACE_MODELS to a larger disk, and go on by the same command"),
                    e);
        } catch (IOException e) {
            throw failed(id, e);
        }
    }

    /** The catalog's revision is here; decides whether it is in use. For who has the lock. */
    private void settle(CatalogEntry entry, ModelHome home, Progress progress, boolean promote) throws IOException {
        Optional<Path> chosen = chosen(entry);
        Optional<String> current = home.current().filter(name -> ModelLock.isWhole(home.revision(name)));
        if (current.filter(entry.revision()::equals).isPresent()) {
            return;
        }
        if (current.isEmpty() || (promote && chosen.isEmpty())) {
            home.makeCurrent(entry.revision(), History.By.PULL);
            return;
        }
        if (chosen.isEmpty()) {
            home.choose(current.get());
        }
        progress.note("model " + entry.id() + ": " + current.get() + " stays current; 'millrace models promote "
                + entry.id() + " " + entry.revision() + "' changes that");
    }

    /**
     * {@link #ensure}, and a lease on it: garbage collection spares what is returned until it is closed.
     */
    public ModelLease ensureAndHold(String id, Progress progress) {
        while (true) {
            Path folder = ensure(id, progress);
            Leases.HeldFile file;
            try {
                file = leases.hold(id, String.valueOf(folder.getFileName()));
            } catch (IOException e) {
                return new ModelLease(folder, null);
            }
            // The collector moves a revision away before it looks for leases; so either it sees ours, or we see that
            // the folder is gone.
            if (Files.isDirectory(folder)) {
                return new ModelLease(folder, file);
            }
            new ModelLease(folder, file).close();
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

    /**
     * Brings a model in from a folder or an archive ({@code zip, jar, whl, tar, tar.gz, tgz}), verified as if it were downloaded.
     *
     * @return its folder
     * @throws ProblemException INVALID ({@code model-import-refused}) if a file is missing there or is not what the catalog wants
     */
    public Path importFrom(String id, Path from, Progress progress, boolean promote) {
        CatalogEntry entry = catalog.entry(id);
        ModelHome home = home(id);
        Path folder = home.revision(entry.revision());
        try (ModelHome.Writer _ = home.lock(progress)) {
            if (!ModelLock.holds(entry, folder, pins.wanted(entry))) {
                home.removeLeftovers();
                pull.bring(entry, home, from);
            }
            settle(entry, home, progress, promote);
            return folder;
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INVALID,
                            "model-import-refused",
                            "model " + id + " can't be imported from " + from + ": " + HttpDownload.reason(e)),
                    e);
        }
    }

    /**
     * A revision that is here becomes current, and stays it through later pulls.
     *
     * @throws ProblemException NOT_FOUND ({@code revision-missing}) if it is not here or not whole; the message names those that are
     */
    public void promote(String id, String revision) {
        change(id, home -> {
            requireWhole(id, home, revision);
            home.makeCurrent(revision, History.By.CHOICE);
        });
    }

    /**
     * The revision that was current before becomes current again.
     *
     * @return its name
     * @throws ProblemException NOT_FOUND ({@code revision-missing}) if there is none
     */
    public String rollback(String id) {
        List<String> back = new ArrayList<>();
        change(id, home -> {
            Optional<String> previous = home.previous();
            if (previous.isEmpty()) {
                throw ProblemException.of(
                        Category.NOT_FOUND,
                        "revision-missing",
                        "model " + id + " has no revision from before in " + root + "; 'millrace models promote " + id
                                + " REVISION' takes one of those that are here: " + named(home));
            }
            requireWhole(id, home, previous.get());
            home.goBackTo(previous.get());
            back.add(previous.get());
        });
        return back.getFirst();
    }

    /** Which revision of a model is current. */
    public Optional<CurrentRevision> current(String id) {
        try {
            return home(catalog.entry(id).id()).currentSince();
        } catch (IOException e) {
            throw failed(id, e);
        }
    }

    /** What is here of a model, by name. */
    public List<ModelRevision> revisions(String id) {
        ModelHome home = home(catalog.entry(id).id());
        try {
            Optional<String> previous = home.previous();
            List<ModelRevision> revisions = new ArrayList<>();
            for (String name : home.revisions()) {
                revisions.add(new ModelRevision(
                        name,
                        ModelLock.read(home.revision(name)).bytes(),
                        home.isCurrent(name),
                        previous.filter(name::equals).isPresent()));
            }
            return revisions;
        } catch (IOException e) {
            throw failed(id, e);
        }
    }

    /** The SHA-256 of each file of a model's folder, by name, as they were when it was put in place. */
    public static SortedMap<String, String> sha256(Path folder) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        ModelLock.read(folder).files().forEach((name, content) -> digests.put(name, content.sha256()));
        return digests;
    }

    /** What removes revisions that nobody needs. */
    public ModelCollector collector() {
        return new ModelCollector(root, leases);
    }

    private interface Change {
        void on(ModelHome home) throws IOException;
    }

    private void change(String id, Change change) {
        ModelHome home = home(catalog.entry(id).id());
        try (ModelHome.Writer _ = home.lock(Progress.NONE)) {
            change.on(home);
        } catch (IOException e) {
            throw failed(id, e);
        }
    }

    private void requireWhole(String id, ModelHome home, String revision) throws IOException {
        if (!home.revisions().contains(revision) || !ModelLock.isWhole(home.revision(revision))) {
            throw ProblemException.of(
                    Category.NOT_FOUND,
                    "revision-missing",
                    "model " + id + " has no whole revision '" + revision + "' in " + root + "; here are: "
                            + named(home) + "; pull or import it first");
        }
    }

    private static String named(ModelHome home) throws IOException {
        List<String> names = home.revisions();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** The current revision, if a person chose it and it is whole. */
    private Optional<Path> chosen(CatalogEntry entry) throws IOException {
        ModelHome home = home(entry.id());
        return home.chosen().map(home::revision).filter(folder -> ModelLock.holds(entry, folder, Map.of()));
    }

    private ModelHome home(String id) {
        return new ModelHome(root, id);
    }

    private ProblemException failed(String id, IOException e) {
        return new ProblemException(
                new Problem(
                        Category.INTERNAL,
                        "model-store-failed",
                        "model " + id + " can't be stored in " + root.resolve(id) + ": " + HttpDownload.reason(e)
                                + "; check that the folder can be written, that the disk has room, and that file locks work on it (NFS: version 4)"),
                e);
    }
}
