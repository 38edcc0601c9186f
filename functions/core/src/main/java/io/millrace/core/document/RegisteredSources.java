package io.millrace.core.document;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that is registered, wherever it is kept. Of two roots with the same uri, the one of the earlier place counts. */
public final class RegisteredSources {

    private final List<SourceRoots> places;

    /** @param places the one that has the last word comes first */
    public RegisteredSources(List<SourceRoots> places) {
        this.places = List.copyOf(places);
    }

    public List<SourceRoot> roots() {
        Map<String, SourceRoot> byUri = new LinkedHashMap<>();
        places.forEach(place -> place.roots().forEach(root -> byUri.putIfAbsent(root.uri(), root)));
        return List.copyOf(byUri.values());
    }

    /** The nearest root that holds {@code uri}. */
    public Optional<SourceRoot> find(String uri) {
        return roots().stream()
                .filter(root -> root.holds(uri))
                .max(Comparator.comparingInt(root -> root.uri().length()));
    }

    /**
     * The nearest root that holds {@code uri}.
     *
     * @throws ProblemException FORBIDDEN, code {@code source-not-registered}, where none does
     */
    public SourceRoot require(String uri) {
        return find(uri).orElseThrow(() -> notRegistered(uri));
    }

    /** The refusal of what lies in no root. */
    public static ProblemException notRegistered(String uri) {
        return ProblemException.of(
                Category.FORBIDDEN,
                "source-not-registered",
                uri + " lies below no registered source; add it with `millrace ingest`");
    }
}
