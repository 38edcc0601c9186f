package io.millrace.source.folder;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.SourceRoots;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buckets and parts of them that were registered while Millrace runs, in {@code buckets.json} of the data directory; many threads and processes may ask, one
 * process registers. On a cluster the configuration takes its place.
 */
public final class RegisteredBuckets implements SourceRoots {

    /** How many there may be: each document is held against all of them. */
    static final int MAX_BUCKETS = 200;

    private final RegisteredUris buckets;

    /** Reads {@code buckets.json} in {@code data}, if there is one. */
    public RegisteredBuckets(Path data) {
        String tooMany = "at most " + MAX_BUCKETS + " buckets can be registered; register one that holds many of them";
        this.buckets = new RegisteredUris(
                data.resolve("buckets.json"),
                MAX_BUCKETS,
                new Problem(Category.UNPROCESSABLE, "sources-too-many", tooMany));
    }

    @Override
    public List<SourceRoot> roots() {
        return buckets.roots();
    }

    /**
     * Adds a bucket or a part of one, or changes what is said of it; durable on return.
     *
     * @param uri canonical
     * @param access null for who could see it before, and everyone where it is new
     * @param chunker null for the one of before, and the choice by content type where it is new
     * @throws ProblemException UNPROCESSABLE where there would be too many
     */
    public SourceRoot register(String uri, @Nullable AccessList access, @Nullable String chunker) {
        return buckets.register(List.of(uri), access, chunker).getFirst();
    }

    /** Forgets a bucket, so that nothing of it is read any more; what was indexed stays. Whether it was registered; durable on return. */
    public boolean unregister(String uri) {
        return buckets.unregister(uri);
    }
}
