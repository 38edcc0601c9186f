package io.millrace.manifests;

import org.junit.jupiter.api.Assumptions;

/** Renders once for all tests of the run; where nothing can render, the test is skipped with the reason. */
final class Renderer {

    private static final Kustomize.Search SEARCH = Kustomize.find();

    private Renderer() {}

    static Kustomize kustomize() {
        return switch (SEARCH) {
            case Kustomize.Found(Kustomize kustomize) -> kustomize;
            case Kustomize.Missing(String reason) -> Assumptions.abort("manifests not rendered: " + reason);
        };
    }

    /** The cluster's overlay, a copy for each caller. */
    static Manifests overlay() {
        kustomize();
        return Overlay.RENDERED.copy();
    }

    private static final class Overlay {
        private static final Manifests RENDERED = kustomize().render(Repository.overlay());

        private Overlay() {}
    }
}
