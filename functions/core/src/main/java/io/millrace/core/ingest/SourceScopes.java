package io.millrace.core.ingest;

import io.millrace.core.document.SourceRoot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The parts of sources that a run is about: what is registered for its tenant, cut down to the scope that was asked for.
 *
 * @param roots all that is registered, of every tenant; one may lie within another and be another tenant's
 * @param tenant whose documents
 * @param prefix only uris that start so
 */
public record SourceScopes(List<SourceRoot> roots, String tenant, String prefix) {

    public SourceScopes {
        roots = List.copyOf(roots);
    }

    /** The tenant's roots that must be listed, in the order of their uris; none lies within another. */
    List<SourceRoot> toList() {
        List<SourceRoot> own = roots.stream().filter(this::isOwn).toList();
        Predicate<SourceRoot> isInner =
                root -> own.stream().anyMatch(other -> !other.uri().equals(root.uri()) && other.holds(root.uri()));
        return own.stream()
                .filter(root -> root.uri().startsWith(prefix) || prefix.startsWith(root.uri()))
                .filter(isInner.negate())
                .sorted(Comparator.comparing(SourceRoot::uri))
                .toList();
    }

    /** What must be listed of {@code root}, which overlaps with the prefix: the narrower of the two. */
    String narrowed(SourceRoot root) {
        return prefix.length() > root.uri().length() ? prefix : root.uri();
    }

    /** The root that a document of the run belongs to: the nearest above it. None where that is another tenant's. */
    Optional<SourceRoot> rootOf(String uri) {
        return roots.stream()
                .filter(root -> uri.startsWith(prefix) && root.holds(uri))
                .max(Comparator.comparingInt(root -> root.uri().length()))
                .filter(this::isOwn);
    }

    private boolean isOwn(SourceRoot root) {
        return root.tenant().equals(tenant);
    }
}
