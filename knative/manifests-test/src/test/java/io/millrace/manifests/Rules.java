package io.millrace.manifests;

import java.util.List;

/** The rules that need nothing but the rendering. */
final class Rules {

    private Rules() {}

    static List<Rule> all() {
        return List.of(
                new StrictModels(),
                new Namespaces("millrace"),
                new Functions(),
                new FunctionPods(),
                new References(),
                new ModelEndpoints(),
                new RestrictedPods(),
                new PinnedImages(),
                new Probes(),
                new ResourceLimits(),
                new SecretsByReference(),
                new DeliveryFits(),
                new ModelServers());
    }
}
