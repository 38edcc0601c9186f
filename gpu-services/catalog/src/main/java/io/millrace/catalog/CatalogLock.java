package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * {@code catalog.lock} in the store's root: what models that the catalog has no hashes for were at their first download. From then on
 * that, and nothing else, is the revision, also when it is removed and pulled again. The file can be carried to another store.
 */
final class CatalogLock {

    static final String NAME = "catalog.lock";
    private static final JsonMapper JSON = new JsonMapper();
    private static final ReentrantLock WITHIN_THIS_PROCESS = new ReentrantLock();

    private final Path root;

    CatalogLock(Path root) {
        this.root = root;
    }

    /**
     * @param source where the files came from
     * @param commit of the source's repository, where it told one; asked for from then on
     */
    record Pin(
            @JsonProperty(required = true) String source,
            @Nullable String commit,
            @JsonProperty(required = true) Map<String, ModelLock.Content> files) {
        Pin {
            files = Map.copyOf(files);
        }
    }

    private record Pins(@JsonProperty(required = true) Map<String, Map<String, Pin>> models) {}

    /** What is pinned for this revision; null if nothing is. */
    @Nullable
    Pin pin(CatalogEntry entry) throws IOException {
        Map<String, Pin> revisions = read().models().get(entry.id());
        return revisions == null ? null : revisions.get(entry.revision());
    }

    /** What each file of the entry must be, by the catalog or else by a pin; a file of which neither knows is left out. */
    Map<String, ModelLock.Content> wanted(CatalogEntry entry) throws IOException {
        Map<String, ModelLock.Content> wanted = new HashMap<>();
        boolean open = false;
        for (ModelFile file : entry.files()) {
            if (file.bytes() != null && file.sha256() != null) {
                wanted.put(file.name(), new ModelLock.Content(file.bytes(), file.sha256()));
            } else {
                open = true;
            }
        }
        Pin pin = open ? pin(entry) : null;
        if (pin != null) {
            for (ModelFile file : entry.files()) {
                ModelLock.Content content = pin.files().get(file.name());
                if (content != null) {
                    wanted.putIfAbsent(file.name(), content);
                }
            }
        }
        return wanted;
    }

    void add(CatalogEntry entry, Pin pin) throws IOException {
        WITHIN_THIS_PROCESS.lock();
        try {
            write(entry, pin);
        } finally {
            WITHIN_THIS_PROCESS.unlock();
        }
    }

    private void write(CatalogEntry entry, Pin pin) throws IOException {
        try (FileChannel file = FileChannel.open(
                        root.resolve("." + NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            Map<String, Map<String, Pin>> models = new TreeMap<>(read().models());
            Map<String, Pin> revisions = new TreeMap<>(models.getOrDefault(entry.id(), Map.of()));
            revisions.put(entry.revision(), pin);
            models.put(entry.id(), revisions);
            Path fresh = root.resolve("." + NAME + ".new");
            JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), new Pins(models));
            Trees.forceFile(fresh);
            if (lock.isValid()) {
                Files.move(fresh, root.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            }
            Trees.forceFolder(root);
        }
    }

    private Pins read() throws IOException {
        Path file = root.resolve(NAME);
        if (!Files.exists(file)) {
            return new Pins(Map.of());
        }
        try {
            return JSON.readValue(file.toFile(), Pins.class);
        } catch (IOException e) {
            throw new IOException(
                    file + " can't be read (" + HttpDownload.reason(e)
                            + "); it pins what was downloaded first: restore it, or remove it to trust the next download anew",
                    e);
        }
    }
}
