package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.SourceRoot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of sources that a run is about: what is registered, cut down to the scope that was asked for.
 *
 * @param roots what is registered; one may lie within another
 * @param prefix only uris that start so
 */
public record SourceScopes(List<SourceRoot> roots, String prefix) {

    private static final char AFTER_URI_CHARACTERS = 0x7f;

    public SourceScopes {
        roots = List.copyOf(roots);
    }

    /** What must be listed, each document once, in the order of their uris. */
    List<SourceRoot> toList() {
        return roots.stream()
                .filter(root -> root.uri().startsWith(prefix) || prefix.startsWith(root.uri()))
                .filter(root -> roots.stream().noneMatch(other -> !other.equals(root) && other.holds(root.uri())))
                .sorted(Comparator.comparing(SourceRoot::uri))
                .toList();
    }

    /** After which uri a listing must start to miss nothing of the prefix, and to see little else; null for the very start. */
    @Nullable
    String start() {
        if (prefix.isEmpty()) {
            return null;
        }
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) - 1) + AFTER_URI_CHARACTERS;
    }

    /** Whether nothing from {@code uri} on belongs to the run. */
    boolean isPast(String uri) {
        return uri.compareTo(prefix) > 0 && !uri.startsWith(prefix);
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
