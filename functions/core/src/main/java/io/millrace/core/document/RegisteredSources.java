package io.millrace.core.document;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that is registered, wherever it is kept. */
public final class RegisteredSources {

    private final List<SourceRoots> places;

    public RegisteredSources(List<SourceRoots> places) {
        this.places = List.copyOf(places);
    }

    public List<SourceRoot> roots() {
        return places.stream().flatMap(place -> place.roots().stream()).toList();
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
