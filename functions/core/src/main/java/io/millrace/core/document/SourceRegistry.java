package io.millrace.core.document;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the sources of one kind that are registered while Millrace runs. Safe for use by many threads; whoever asks sees what others registered. */
public interface SourceRegistry extends SourceRoots {

    /** What is registered, each by its own limit and in its own place. */
    enum Kind {
        /** Buckets and parts of them: each document is held against all of them. */
        BUCKETS(
                "buckets",
                200,
                "sources-too-many",
                "at most 200 buckets can be registered; register one that holds many of them"),
        /** Pages of the web, each a document. */
        PAGES(
                "pages",
                10_000,
                "pages-too-many",
                "at most 10000 pages can be registered; delete some documents of pages first");

        private final String label;
        private final int max;
        private final String code;
        private final String tooMany;

        Kind(String label, int max, String code, String tooMany) {
            this.label = label;
            this.max = max;
            this.code = code;
            this.tooMany = tooMany;
        }

        /** Names it where it is kept. */
        public String label() {
            return label;
        }

        /** How many there may be. */
        public int max() {
            return max;
        }
    }

    /**
     * Adds roots, or changes what is said of them; all of them or none, durable on return.
     *
     * @param uris canonical, each once
     * @param access null for who could see each before, and everyone for a new one
     * @param chunker null for the one of before, and the choice by content type for a new one
     * @return them, in the same order
     * @throws ProblemException UNPROCESSABLE where there would be too many; UNAVAILABLE where they can't be kept
     */
    List<SourceRoot> register(List<String> uris, @Nullable AccessList access, @Nullable String chunker);

    /** Forgets a root; durable on return. Whether it was registered. */
    boolean unregister(String uri);

    /**
     * What is registered once {@code uris} are, in the order in which they came first.
     *
     * @param before what is registered now
     * @throws ProblemException UNPROCESSABLE where that are too many
     */
    static Map<String, SourceRoot> with(
            List<SourceRoot> before,
            List<String> uris,
            @Nullable AccessList access,
            @Nullable String chunker,
            Kind kind) {
        Map<String, SourceRoot> byUri = new LinkedHashMap<>();
        before.forEach(root -> byUri.put(root.uri(), root));
        for (String uri : uris) {
            SourceRoot known = byUri.getOrDefault(uri, SourceRoot.of(uri, AccessList.EVERYONE));
            byUri.put(
                    uri,
                    new SourceRoot(
                            uri,
                            known.tenant(),
                            access == null ? known.access() : access,
                            chunker == null ? known.chunker() : chunker));
        }
        if (byUri.size() > kind.max) {
            throw ProblemException.of(Category.UNPROCESSABLE, kind.code, kind.tooMany);
        }
        return byUri;
    }

    /** Those of {@code uris}, all of which are among them, in the same order. */
    static List<SourceRoot> of(Map<String, SourceRoot> byUri, List<String> uris) {
        return uris.stream().map(uri -> Objects.requireNonNull(byUri.get(uri))).toList();
    }
}
