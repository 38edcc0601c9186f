package io.millrace.manifests;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** Renders once for all tests of the run; where nothing can render, the test is skipped with the reason. */
final class Renderer {

    private static final Kustomize.Search SEARCH = Kustomize.find();
    private static final Map<Combination, Manifests> RENDERED = new ConcurrentHashMap<>();

    private Renderer() {}

    static Kustomize kustomize() {
        return switch (SEARCH) {
            case Kustomize.Found(Kustomize kustomize) -> kustomize;
            case Kustomize.Missing(String reason) -> Assumptions.abort("manifests not rendered: " + reason);
        };
    }

    /** The overlay for production, a copy for each caller. */
    static Manifests overlay() {
        return rendered(Combination.PRODUCTION);
    }

    /** What one combination renders to, a copy for each caller. */
    static Manifests rendered(Combination combination) {
        Kustomize kustomize = kustomize();
        return RENDERED.computeIfAbsent(combination, one -> kustomize.render(one.folder()))
                .copy();
    }
}
