package io.millrace.source.folder;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Buckets and parts of them that were registered while Millrace runs, in {@code buckets.json} of the data directory; safe for use by many threads of
 * one process. On a cluster the configuration takes its place.
 */
public final class RegisteredBuckets implements SourceRoots {

    /** How many there may be: each document is held against all of them. */
    static final int MAX_BUCKETS = 200;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private List<SourceRoot> buckets;

    /** Reads {@code buckets.json} in {@code data}, if there is one. */
    public RegisteredBuckets(Path data) {
        this.file = data.resolve("buckets.json");
        this.buckets = read(file);
    }

    private record Entry(
            String uri, List<String> access, @Nullable String chunker) {}

    @Override
    public synchronized List<SourceRoot> roots() {
        return buckets;
    }

    /**
     * Adds a bucket or a part of one, or changes what is said of it; durable on return.
     *
     * @param uri canonical
     * @param access null for who could see it before, and everyone where it is new
     * @param chunker null for the one of before, and the choice by content type where it is new
     * @throws ProblemException UNPROCESSABLE where there would be too many
     */
    public synchronized SourceRoot register(String uri, @Nullable AccessList access, @Nullable String chunker) {
        Optional<SourceRoot> known =
                buckets.stream().filter(bucket -> bucket.uri().equals(uri)).findFirst();
        AccessList readers = access == null ? known.map(SourceRoot::access).orElse(AccessList.EVERYONE) : access;
        String chosen = chunker == null ? known.map(SourceRoot::chunker).orElse(null) : chunker;
        SourceRoot root = new SourceRoot(uri, DocumentKey.DEFAULT_TENANT, readers, chosen);
        if (buckets.contains(root)) {
            return root;
        }
        List<SourceRoot> changed = new ArrayList<>(buckets);
        known.ifPresent(changed::remove);
        changed.add(root);
        if (changed.size() > MAX_BUCKETS) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "sources-too-many",
                    "at most " + MAX_BUCKETS + " buckets can be registered; register one that holds many of them");
        }
        keep(changed);
        return root;
    }

    /** Forgets a bucket, so that nothing of it is read any more; what was indexed stays. Whether it was registered; durable on return. */
    public synchronized boolean unregister(String uri) {
        List<SourceRoot> changed =
                buckets.stream().filter(bucket -> !bucket.uri().equals(uri)).toList();
        if (changed.size() == buckets.size()) {
            return false;
        }
        keep(changed);
        return true;
    }

    private void keep(List<SourceRoot> changed) {
        List<Entry> entries = changed.stream()
                .map(root -> new Entry(root.uri(), root.access().principals(), root.chunker()))
                .toList();
        try {
            DurableFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(entries));
        } catch (IOException e) {
            String detail = "can't write " + file + ": is the disk full or read-only?";
            throw new ProblemException(new Problem(Category.UNAVAILABLE, "source-not-kept", detail), e);
        }
        buckets = List.copyOf(changed);
    }

    private static List<SourceRoot> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<SourceRoot> buckets = new ArrayList<>();
            for (Entry entry : JSON.readValue(file.toFile(), Entry[].class)) {
                buckets.add(new SourceRoot(
                        entry.uri(), DocumentKey.DEFAULT_TENANT, new AccessList(entry.access()), entry.chunker()));
            }
            return List.copyOf(buckets);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read; repair it, or remove it and ingest again", e);
        }
    }
}
