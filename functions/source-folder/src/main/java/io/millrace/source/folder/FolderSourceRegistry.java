package io.millrace.source.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sources of one kind in one file of the data directory, {@code buckets.json} or {@code pages.json}, which is written whole at each change, and read again when it has changed: many threads and processes may ask, one
 * process registers.
 */
public final class FolderSourceRegistry implements SourceRegistry {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private final Path file;
    private final Kind kind;
    private Optional<FileMark> mark = Optional.empty();
    private List<SourceRoot> roots = List.of();

    /** Reads the kind's file in {@code data}, if there is one. */
    public FolderSourceRegistry(Path data, Kind kind) {
        this.file = data.resolve(kind.label() + ".json");
        this.kind = kind;
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

    @Override
    public synchronized List<SourceRoot> register(
            List<String> uris, @Nullable AccessList access, @Nullable String chunker) {
        Map<String, SourceRoot> byUri = SourceRegistry.with(roots(), uris, access, chunker, kind);
        keep(List.copyOf(byUri.values()));
        return SourceRegistry.of(byUri, uris);
    }

    @Override
    public synchronized boolean unregister(String uri) {
        return keep(roots().stream().filter(root -> !root.uri().equals(uri)).toList());
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
