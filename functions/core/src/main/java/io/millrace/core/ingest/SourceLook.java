package io.millrace.core.ingest;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A look at which documents their sources do not have any more. A source that can tell of many at once is asked so, ahead; the others document by document. */
final class SourceLook {

    private static final int TOGETHER = 100;

    /** A document that the ledger knows, and the root that it is below. */
    record Located(DocumentState state, SourceRoot root) {}

    private final List<DocumentSource> sources;
    private final Reindexer.Failures failures;
    /** Roots that are asked no more in this page: a dead source would take a timeout for each of its documents. */
    private final Set<String> failed;

    private final Map<String, Boolean> gone = new HashMap<>();

    SourceLook(List<DocumentSource> sources, Reindexer.Failures failures) {
        this(sources, failures, ConcurrentHashMap.newKeySet());
    }

    private SourceLook(List<DocumentSource> sources, Reindexer.Failures failures, Set<String> failed) {
        this.sources = sources;
        this.failures = failures;
        this.failed = failed;
    }

    /** Another look within the same page. */
    SourceLook again() {
        return new SourceLook(sources, failures, failed);
    }

    /**
     * Looks for documents ahead of {@link #isGone}, where that saves time.
     *
     * @param over whether the time for it is over
     */
    void ahead(List<Located> documents, BooleanSupplier over) {
        Map<SourceRoot, List<String>> byRoot = new LinkedHashMap<>();
        documents.forEach(each -> byRoot.computeIfAbsent(each.root(), _ -> new ArrayList<>())
                .add(each.state().uri()));
        byRoot.forEach((root, uris) -> {
            boolean tells = true;
            for (int i = 0; tells && i < uris.size() && !failed.contains(root.uri()) && !over.getAsBoolean(); ) {
                int end = Math.min(uris.size(), i + TOGETHER);
                tells = ask(root, uris.subList(i, end));
                i = end;
            }
        });
    }

    /** Whether the source can tell of many. */
    private boolean ask(SourceRoot root, List<String> uris) {
        Optional<DocumentSource> source = sourceOf(root.uri());
        if (source.isEmpty()) {
            return false;
        }
        try {
            Optional<Set<String>> missing = source.get().missing(uris);
            missing.ifPresent(known -> uris.forEach(uri -> gone.put(uri, known.contains(uri))));
            return missing.isPresent();
        } catch (IOException | ProblemException e) {
            failed(root, e);
            return false;
        }
    }

    /** Whether it is gone for sure. */
    boolean isGone(Located document) {
        String uri = document.state().uri();
        SourceRoot root = document.root();
        Optional<DocumentSource> source = sourceOf(uri);
        if (source.isEmpty() || failed.contains(root.uri())) {
            return false;
        }
        Boolean known = gone.get(uri);
        if (known != null) {
            return known;
        }
        try {
            return !source.get().contains(uri);
        } catch (IOException | ProblemException e) {
            failed(root, e);
            return false;
        }
    }

    private void failed(SourceRoot root, Exception failure) {
        failed.add(root.uri());
        failures.failed(root.uri(), failure);
    }

    private Optional<DocumentSource> sourceOf(String uri) {
        return sources.stream().filter(source -> source.serves(uri)).findFirst();
    }
}
