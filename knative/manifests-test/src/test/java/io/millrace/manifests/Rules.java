package io.millrace.manifests;

import java.util.List;
import java.util.stream.Stream;

/** The rules that need nothing but the rendering. */
final class Rules {

    private Rules() {}

    /** Those for the whole of Millrace. */
    static List<Rule> all() {
        return of(Combination.NAMESPACE);
    }

    /** Those for the whole of Millrace, in another namespace. */
    static List<Rule> of(String namespace) {
        return Stream.concat(
                        Stream.of(
                                new Functions(),
                                new FunctionPods(),
                                new ModelEndpoints(),
                                new DeliveryFits(),
                                new NetworkEdges(),
                                new SenderPolicy(),
                                new StoreConnections(),
                                new RowReaders(),
                                new PinnedImages(true)),
                        ofModelServers(namespace).stream().filter(rule -> !(rule instanceof PinnedImages)))
                .toList();
    }

    /** Those for a model server, which are also asked of one that is rendered alone. */
    static List<Rule> ofModelServers(String namespace) {
        return List.of(
                new StrictModels(),
                new Namespaces(namespace),
                new References(),
                new RestrictedPods(),
                new PinnedImages(false),
                new Probes(),
                new ResourceLimits(),
                new SecretsByReference(),
                new KnownEngines(),
                new StartBudgets(),
                new GracefulEnds(),
                new Placement(),
                new ReadOnlyCatalog(),
                new OfflineEngines(),
                new ServerPolicies(),
                new Scaling());
    }

    /** The message where something does not hold. */
    static Stream<String> unless(boolean holds, String message) {
        return holds ? Stream.empty() : Stream.of(message);
    }
}
