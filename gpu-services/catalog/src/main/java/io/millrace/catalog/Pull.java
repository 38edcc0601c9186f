package io.millrace.catalog;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings the catalog's revision of a model into its home, from the first sources that together give it whole. For who has the home's lock. */
final class Pull {

    private final Path root;
    private final CatalogLock pins;
    private final SourceReader sources;

    Pull(Path root, CatalogLock pins, SourceReader sources) {
        this.root = root;
        this.pins = pins;
        this.sources = sources;
    }

    /**
     * Leaves what has come where a later pull finds it, however this ends.
     *
     * @throws ProblemException UNAVAILABLE ({@code model-unobtainable}) naming each source's reason
     */
    void run(CatalogEntry entry, ModelHome home, Progress progress) throws IOException {
        CatalogLock.Pin pin = pins.pin(entry);
        Staging staging = staging(entry);
        DiskSpace.require(staging.folder(), staging.bytesMissing(), "model " + entry.id());
        StringBuilder reasons = new StringBuilder();
        for (ModelSource source : entry.sources()) {
            try {
                staging.keepOnlyOf(source);
                sources.read(source, entry, staging, pin == null ? null : pin.commit(), progress);
                publish(entry, home, staging);
                progress.note("model " + entry.id() + " is here, from " + source);
                return;
            } catch (DiskSpace.FullException e) {
                throw e;
            } catch (IOException e) {
                progress.note("model " + entry.id() + ": " + source + " failed: " + HttpDownload.reason(e));
                reasons.append("; ").append(source).append(": ").append(HttpDownload.reason(e));
            }
        }
        throw ProblemException.of(
                Category.UNAVAILABLE, "model-unobtainable", "no source gives model " + entry.id() + reasons);
    }

    /** The same from what the user has. */
    void bring(CatalogEntry entry, ModelHome home, Path from) throws IOException {
        Staging staging = staging(entry);
        staging.keepOnlyOf(ModelImport.source(from));
        ModelImport.read(from, entry, staging);
        publish(entry, home, staging);
    }

    private Staging staging(CatalogEntry entry) throws IOException {
        return Staging.open(
                root.resolve(ModelCollector.PARTS).resolve(entry.id()).resolve(entry.revision()),
                entry,
                pins.wanted(entry));
    }

    /** Pins first: what can be seen has been pinned, and a kill before the end costs no download. */
    private void publish(CatalogEntry entry, ModelHome home, Staging staging) throws IOException {
        ModelLock lock = staging.lock();
        if (!pins.wanted(entry).keySet().containsAll(lock.files().keySet())) {
            pins.add(entry, new CatalogLock.Pin(lock.source(), staging.commit(), lock.files()));
        }
        staging.finish(lock);
        home.publish(staging.folder(), entry.revision());
        try {
            Files.deleteIfExists(staging.folder().resolveSibling(""));
        } catch (DirectoryNotEmptyException e) {
            // Another revision is under way there.
        }
    }
}
