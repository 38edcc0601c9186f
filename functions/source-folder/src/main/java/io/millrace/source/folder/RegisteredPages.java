package io.millrace.source.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the web that were registered, in {@code pages.json} of the data directory; safe for use by many threads of one process. Each is a
 * document of its own, whatever its address ends with.
 */
public final class RegisteredPages implements SourceRoots {

    /** How many there may be: the file is written whole at each change. */
    static final int MAX_PAGES = 10_000;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private List<SourceRoot> pages;

    /** Reads {@code pages.json} in {@code data}, if there is one. */
    public RegisteredPages(Path data) {
        this.file = data.resolve("pages.json");
        this.pages = read(file);
    }

    private record Entry(String uri, List<String> access) {}

    @Override
    public synchronized List<SourceRoot> roots() {
        return pages;
    }

    /**
     * Adds pages, or changes who may see them; durable on return.
     *
     * @param uris canonical
     * @param access null for who could see each before, and everyone for a new one
     * @return them, in the same order
     * @throws ProblemException UNPROCESSABLE where there would be too many
     */
    public synchronized List<SourceRoot> register(List<String> uris, @Nullable AccessList access) {
        List<SourceRoot> registered =
                uris.stream().map(uri -> root(uri, access)).toList();
        if (pages.containsAll(registered)) {
            return registered;
        }
        List<SourceRoot> changed = new ArrayList<>(pages);
        changed.removeIf(page -> uris.contains(page.uri()));
        changed.addAll(registered);
        if (changed.size() > MAX_PAGES) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "pages-too-many",
                    "at most " + MAX_PAGES + " pages can be registered; delete some documents of pages first");
        }
        keep(changed);
        return registered;
    }

    /** Forgets a page, so that no schedule brings it back; durable on return. Nothing happens where it is not registered. */
    public synchronized void unregister(String uri) {
        List<SourceRoot> changed =
                pages.stream().filter(page -> !page.uri().equals(uri)).toList();
        if (changed.size() < pages.size()) {
            keep(changed);
        }
    }

    private SourceRoot root(String uri, @Nullable AccessList access) {
        AccessList known = pages.stream()
                .filter(page -> page.uri().equals(uri))
                .map(SourceRoot::access)
                .findFirst()
                .orElse(AccessList.EVERYONE);
        return SourceRoot.of(uri, access == null ? known : access);
    }

    private void keep(List<SourceRoot> changed) {
        List<Entry> entries = changed.stream()
                .map(page -> new Entry(page.uri(), page.access().principals()))
                .toList();
        try {
            DurableFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries));
        } catch (IOException e) {
            String detail = "can't write " + file + ": is the disk full or read-only?";
            throw new ProblemException(new Problem(Category.UNAVAILABLE, "source-not-kept", detail), e);
        }
        pages = List.copyOf(changed);
    }

    private static List<SourceRoot> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<SourceRoot> pages = new ArrayList<>();
            for (Entry entry : JSON.readValue(file.toFile(), Entry[].class)) {
                pages.add(SourceRoot.of(entry.uri(), new AccessList(entry.access())));
            }
            return List.copyOf(pages);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read; repair it, or remove it and ingest again", e);
        }
    }
}
