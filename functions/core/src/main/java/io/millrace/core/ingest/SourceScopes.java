package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The parts of sources that a run is about: what is registered, cut down to the scope that was asked for.
 *
 * @param roots what is registered; one may lie within another
 * @param prefix only uris that start so
 */
public record SourceScopes(List<SourceRoot> roots, String prefix) {

    public SourceScopes {
        roots = List.copyOf(roots);
    }

    /** The roots that must be listed, in the order of their uris; none lies within another. */
    List<SourceRoot> toList() {
        return roots.stream()
                .filter(root -> root.uri().startsWith(prefix) || prefix.startsWith(root.uri()))
                .filter(root -> roots.stream().noneMatch(other -> !other.equals(root) && other.holds(root.uri())))
                .sorted(Comparator.comparing(SourceRoot::uri))
                .toList();
    }

    /** What must be listed of {@code root}, which overlaps with the prefix: the narrower of the two. */
    String narrowed(SourceRoot root) {
        return prefix.length() > root.uri().length() ? prefix : root.uri();
    }

    /** Whether a document belongs to the run. */
    boolean covers(String uri) {
        return uri.startsWith(prefix) && rootOf(uri).isPresent();
    }

    /** Who may see a document: what the nearest root above it says. */
    AccessList accessOf(String uri) {
        return rootOf(uri).orElseThrow().access();
    }

    private Optional<SourceRoot> rootOf(String uri) {
        return roots.stream()
                .filter(root -> root.holds(uri))
                .max(Comparator.comparingInt(root -> root.uri().length()));
    }
}
