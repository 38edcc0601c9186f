package io.millrace.source.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folders that files may be read from, and who may see what lies there. Kept in a file of the data directory, which is read again when it has changed: many
 * threads and processes may ask, one process registers.
 */
public final class FolderRoots implements SourceRoots {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private Optional<FileMark> mark = Optional.empty();
    private List<Root> roots = List.of();

    /** Reads {@code sources.json} in {@code data}, if there is one. */
    public FolderRoots(Path data) {
        this.file = data.resolve("sources.json");
        folders();
    }

    /**
     * A folder, or a single file.
     *
     * @param path its real path
     * @param uri canonical; a folder's ends with a slash
     * @param access who may see what lies there
     */
    public record Root(Path path, String uri, AccessList access) {

        boolean holds(String other) {
            return isFolder() ? other.startsWith(uri) : other.equals(uri);
        }

        boolean isFolder() {
            return uri.endsWith("/");
        }

        /** Whether it leaves nothing out on the way to {@code file}, a real path in it: nothing that is hidden, and nothing of Millrace's own. */
        boolean leadsTo(Path file) {
            for (Path at = file; at != null && !at.equals(path); at = at.getParent()) {
                if (at.getFileName().toString().startsWith(".") || OwnFolder.is(at)) {
                    return false;
                }
            }
            return !OwnFolder.is(path);
        }
    }

    /** @param folder whether it is one; null in files of before, where a look must tell */
    private record Entry(String path, @Nullable Boolean folder, List<String> access) {

        boolean isFolder() {
            Path file = Path.of(path);
            return folder == null ? !Files.exists(file) || Files.isDirectory(file) : folder;
        }
    }

    /** The roots, longest uri first. */
    synchronized List<Root> folders() {
        try {
            Optional<FileMark> now = FileMark.of(file);
            if (!now.equals(mark)) {
                roots = now.isEmpty() ? List.of() : read(file);
                mark = now;
            }
            return roots;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read; repair it, or remove it and ingest again", e);
        }
    }

    @Override
    public List<SourceRoot> roots() {
        return folders().stream()
                .map(root -> SourceRoot.of(root.uri(), root.access()))
                .toList();
    }

    /**
     * Adds a root for whoever may see what is around it, or everyone; one that is there already stays as it is, and so does the root of a folder that has the file in its list.
     *
     * @return the root that it lies in now
     */
    public synchronized Root register(Path path) {
        Root root = root(path, AccessList.EVERYONE);
        Optional<Root> nearest = find(root.uri());
        return nearest.filter(existing ->
                        existing.uri().equals(root.uri()) || (!root.isFolder() && existing.leadsTo(root.path())))
                .orElseGet(() -> register(path, nearest.map(Root::access).orElse(AccessList.EVERYONE)));
    }

    /** Forgets a single file, so that no run takes it in again; of a folder nothing is forgotten. */
    public synchronized void forgetFile(String uri) {
        List<Root> kept = folders().stream()
                .filter(root -> root.isFolder() || !root.uri().equals(uri))
                .toList();
        if (kept.size() < folders().size()) {
            write(kept);
        }
    }

    /** Adds a root, or changes who may see it; durable on return. */
    public synchronized Root register(Path path, AccessList access) {
        Root root = root(path, access);
        List<Root> changed = new ArrayList<>(folders());
        if (changed.contains(root)) {
            return root;
        }
        changed.removeIf(existing -> existing.uri().equals(root.uri()));
        changed.add(root);
        write(changed);
        return root;
    }

    Optional<Root> find(String uri) {
        return folders().stream().filter(root -> root.holds(uri)).findFirst();
    }

    private static Root root(Path path, AccessList access) {
        try {
            if (OwnFolder.is(path)) {
                throw ProblemException.of(
                        Category.UNPROCESSABLE,
                        "source-own-folder",
                        path + " holds Millrace's own data or models: name folders with documents, also in it");
            }
            return new Root(path.toRealPath(), FolderUris.of(path), access);
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemException.of(
                                    Category.UNPROCESSABLE,
                                    "source-missing",
                                    "there is no readable folder or file at " + path)
                            .problem(),
                    e);
        }
    }

    private static List<Root> read(Path file) throws IOException {
        List<Root> roots = new ArrayList<>();
        for (Entry entry : JSON.readValue(file.toFile(), Entry[].class)) {
            Path path = Path.of(entry.path());
            roots.add(new Root(path, FolderUris.ofReal(path, entry.isFolder()), new AccessList(entry.access())));
        }
        return sorted(roots);
    }

    private void write(List<Root> changed) {
        List<Entry> entries = changed.stream()
                .map(root -> new Entry(
                        root.path().toString(), root.isFolder(), root.access().principals()))
                .toList();
        try {
            DurableFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries));
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemException.of(
                                    Category.UNAVAILABLE,
                                    "source-not-kept",
                                    "can't write " + file + ": is the disk full or read-only?")
                            .problem(),
                    e);
        }
    }

    private static List<Root> sorted(List<Root> roots) {
        return roots.stream()
                .sorted(Comparator.comparingInt((Root root) -> root.uri().length())
                        .reversed()
                        .thenComparing(Root::uri))
                .toList();
    }
}
