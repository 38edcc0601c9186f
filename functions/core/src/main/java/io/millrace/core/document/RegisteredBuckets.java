package io.millrace.core.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buckets and parts of them that were registered while Millrace runs; those that the configuration registers are not among them. */
public final class RegisteredBuckets implements SourceRoots {

    private final SourceRegistry buckets;

    public RegisteredBuckets(SourceRegistry buckets) {
        this.buckets = buckets;
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
     * @throws io.millrace.core.problem.ProblemException UNPROCESSABLE where there would be too many
     */
    public SourceRoot register(String uri, @Nullable AccessList access, @Nullable String chunker) {
        return buckets.register(List.of(uri), access, chunker).getFirst();
    }

    /** Forgets a bucket, so that nothing of it is read any more; what was indexed stays. Whether it was registered; durable on return. */
    public boolean unregister(String uri) {
        return buckets.unregister(uri);
    }
}
