package io.millrace.source.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Roots that are kept by uri in one file, which is written whole at each change, and read again when it has changed: many threads and processes may ask, one
 * process registers.
 */
final class RegisteredUris implements SourceRoots {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private final Path file;
    private final int max;
    private final Problem tooMany;
    private Optional<FileMark> mark = Optional.empty();
    private List<SourceRoot> roots = List.of();

    /**
     * Reads {@code file}, if there is one.
     *
     * @param max how many there may be
     * @param tooMany what is wrong, and the remedy, where there would be more
     */
    RegisteredUris(Path file, int max, Problem tooMany) {
        this.file = file;
        this.max = max;
        this.tooMany = tooMany;
        roots();
    }

    private record Entry(
            String uri, List<String> access, @Nullable String chunker) {

        static Entry of(SourceRoot root) {
            return new Entry(root.uri(), root.access().principals(), root.chunker());
        }

        SourceRoot toRoot() {
            return new SourceRoot(uri, DocumentKey.DEFAULT_TENANT, new AccessList(access), chunker);
        }
    }

    @Override
    public synchronized List<SourceRoot> roots() {
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

    /**
     * Adds roots, or changes what is said of them; durable on return.
     *
     * @param uris canonical
     * @param access null for who could see each before, and everyone for a new one
     * @param chunker null for the one of before, and the choice by content type for a new one
     * @return them, in the same order
     * @throws ProblemException {@code tooMany}; UNAVAILABLE where the file can't be written
     */
    synchronized List<SourceRoot> register(List<String> uris, @Nullable AccessList access, @Nullable String chunker) {
        Map<String, SourceRoot> byUri = new LinkedHashMap<>();
        roots().forEach(root -> byUri.put(root.uri(), root));
        List<SourceRoot> registered = uris.stream()
                .map(uri -> changed(byUri.getOrDefault(uri, SourceRoot.of(uri, AccessList.EVERYONE)), access, chunker))
                .toList();
        registered.forEach(root -> byUri.put(root.uri(), root));
        if (byUri.size() > max) {
            throw new ProblemException(tooMany);
        }
        keep(List.copyOf(byUri.values()));
        return registered;
    }

    /** Forgets a root; durable on return. Whether it was registered. */
    synchronized boolean unregister(String uri) {
        return keep(roots().stream().filter(root -> !root.uri().equals(uri)).toList());
    }

    private static SourceRoot changed(SourceRoot known, @Nullable AccessList access, @Nullable String chunker) {
        return new SourceRoot(
                known.uri(),
                known.tenant(),
                access == null ? known.access() : access,
                chunker == null ? known.chunker() : chunker);
    }

    /** Whether that is a change. */
    private boolean keep(List<SourceRoot> next) {
        if (next.equals(roots())) {
            return false;
        }
        List<Entry> entries = next.stream().map(Entry::of).toList();
        try {
            DurableFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries));
        } catch (IOException e) {
            String detail = "can't write " + file + ": is the disk full or read-only?";
            throw new ProblemException(new Problem(Category.UNAVAILABLE, "source-not-kept", detail), e);
        }
        return true;
    }

    private static List<SourceRoot> read(Path file) throws IOException {
        List<SourceRoot> roots = new ArrayList<>();
        for (Entry entry : JSON.readValue(file.toFile(), Entry[].class)) {
            roots.add(entry.toRoot());
        }
        return List.copyOf(roots);
    }
}
