package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a revision grows until it is whole: {@code <root>/.parts/<id>/<revision>/}. It outlives the process. A file under its own name has
 * been verified and is not fetched again; {@code .part} is one that comes; {@code .verified} says what a file is and whence.
 */
final class Staging {

    private static final String VERIFIED = ".verified";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final CatalogEntry entry;
    private final Map<String, ModelLock.Content> wanted;
    private final Map<String, Verified> verified = new HashMap<>();

    /**
     * @param fingerprint of the source
     * @param commit of the source's repository; null where it told none
     */
    private record Verified(
            @JsonProperty(required = true) String source,
            @JsonProperty(required = true) String fingerprint,
            @Nullable String commit,
            @JsonProperty(required = true) ModelLock.Content content) {}

    /** The whole that came is not what is wanted. */
    static final class WrongContentException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongContentException(String message) {
            super(message);
        }
    }

    private Staging(Path folder, CatalogEntry entry, Map<String, ModelLock.Content> wanted) {
        this.folder = folder;
        this.entry = entry;
        this.wanted = Map.copyOf(wanted);
    }

    /**
     * Opens the folder and reads again what an earlier process verified.
     *
     * @param wanted what files must be, as far as that is known
     */
    static Staging open(Path folder, CatalogEntry entry, Map<String, ModelLock.Content> wanted) throws IOException {
        Files.createDirectories(folder);
        Staging staging = new Staging(folder, entry, wanted);
        for (ModelFile file : entry.files()) {
            staging.recall(file);
        }
        return staging;
    }

    private void recall(ModelFile file) throws IOException {
        Path there = path(file);
        if (!Files.exists(there)) {
            return;
        }
        ModelLock.Content want = wanted.get(file.name());
        try {
            Verified known = known(file);
            if (ModelLock.content(there).equals(known.content()) && (want == null || want.equals(known.content()))) {
                verified.put(file.name(), known);
                return;
            }
        } catch (IOException e) {
            // As good as not there: it comes again.
        }
        drop(file);
    }

    private Verified known(ModelFile file) throws IOException {
        if (Files.exists(sidecar(file))) {
            return JSON.readValue(sidecar(file).toFile(), Verified.class);
        }
        ModelLock lock = ModelLock.read(folder);
        ModelLock.Content content = lock.files().get(file.name());
        if (content == null) {
            throw new NoSuchFileException(sidecar(file).toString());
        }
        return new Verified(lock.source(), "", null, content);
    }

    Path folder() {
        return folder;
    }

    Path path(ModelFile file) {
        return folder.resolve(file.name());
    }

    PartFile part(ModelFile file) {
        return new PartFile(folder.resolve(file.name() + ".part"));
    }

    /** What the file must be; null if that is learnt from what comes. */
    ModelLock.@Nullable Content wanted(ModelFile file) {
        return wanted.get(file.name());
    }

    List<ModelFile> missing() {
        return entry.files().stream()
                .filter(file -> !verified.containsKey(file.name()))
                .toList();
    }

    /** How much is still to come, as far as that is known. */
    long bytesMissing() throws IOException {
        long sum = 0;
        for (ModelFile file : missing()) {
            ModelLock.Content want = wanted(file);
            if (want != null) {
                sum += Math.max(0, want.bytes() - part(file).size());
            }
        }
        return sum;
    }

    /** Forgets the files from other sources that no hash holds to: two states of a repository must not be mixed. */
    void keepOnlyOf(ModelSource source) throws IOException {
        for (ModelFile file : entry.files()) {
            Verified known = verified.get(file.name());
            if (known != null && wanted(file) == null && !known.fingerprint().equals(source.fingerprint())) {
                drop(file);
            }
        }
    }

    /** The commit that files are here from; null if none is known. */
    @Nullable
    String commit() {
        for (Verified known : verified.values()) {
            if (known.commit() != null) {
                return known.commit();
            }
        }
        return null;
    }

    /**
     * Takes what came for a file, if it is right; deletes it if it is wrong.
     *
     * @param sha256 that the source itself gives; null if it gives none
     * @throws WrongContentException naming what came and what is wanted
     */
    void accept(ModelFile file, ModelSource source, @Nullable String commit, @Nullable String sha256)
            throws IOException {
        PartFile part = part(file);
        ModelLock.Content content = ModelLock.content(part.path());
        ModelLock.Content want = wanted(file);
        if (want != null && !want.equals(content)) {
            part.delete();
            String by = file.sha256() != null
                    ? "the catalog"
                    : CatalogLock.NAME
                            + " (which holds what was downloaded first; a changed model needs a revision of its own)";
            throw new WrongContentException(
                    file.name() + " has " + content.brief() + ", " + by + " wants " + want.brief());
        }
        if (sha256 != null && !sha256.equals(content.sha256())) {
            part.delete();
            throw new WrongContentException(file.name() + " has " + content.brief() + ", the source itself says "
                    + sha256.substring(0, 12) + "…");
        }
        Trees.forceFile(part.path());
        Verified known = new Verified(source.toString(), source.fingerprint(), commit, content);
        JSON.writeValue(sidecar(file).toFile(), known);
        Files.move(part.path(), path(file), StandardCopyOption.ATOMIC_MOVE);
        part.delete();
        verified.put(file.name(), known);
    }

    /** What is here, once nothing is missing. */
    ModelLock lock() {
        Set<String> sources = new LinkedHashSet<>();
        Map<String, ModelLock.Content> files = new HashMap<>();
        for (ModelFile file : entry.files()) {
            Verified known = verified.get(file.name());
            if (known == null) {
                throw new IllegalStateException(file.name() + " is missing in " + folder);
            }
            sources.add(known.commit() == null ? known.source() : known.source() + " at " + known.commit());
            files.put(file.name(), known.content());
        }
        return new ModelLock(String.join(", ", sources), files);
    }

    /** Leaves nothing but the files and their lock, forced to the disk. The lock comes before the rest goes: {@link #open} can read either. */
    void finish(ModelLock lock) throws IOException {
        lock.write(folder);
        Trees.forceFile(folder.resolve(ModelLock.NAME));
        Set<String> names = lock.files().keySet();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.filter(path -> !path.endsWith(ModelLock.NAME)
                            && !names.contains(path.getFileName().toString()))
                    .toList()) {
                Trees.delete(path);
            }
        }
        Trees.force(folder);
    }

    private Path sidecar(ModelFile file) {
        return folder.resolve(file.name() + VERIFIED);
    }

    private void drop(ModelFile file) throws IOException {
        verified.remove(file.name());
        Files.deleteIfExists(path(file));
        Files.deleteIfExists(sidecar(file));
    }
}
