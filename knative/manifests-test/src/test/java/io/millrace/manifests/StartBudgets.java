package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model server has the time that its model needs to load, and not much more, so that one that hangs is found:
 *
 * <pre>3 × bytes ÷ bandwidth + warm-up ≤ failureThreshold × periodSeconds ≤ 3 × that</pre>
 *
 * The roll-out is not given up before. Bytes, bandwidth and warm-up stand in the Deployment's annotations.
 */
final class StartBudgets implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        return ModelServer.in(manifests)
                .flatMap(server -> check(server).map(server::finding))
                .toList();
    }

    /** Three times the time that reading takes, in seconds, and the warm-up. */
    static long needed(ModelServer server) {
        return Math.ceilDiv(3 * server.fact("model-bytes"), server.fact("volume-bytes-per-second"))
                + server.fact("warm-up-seconds");
    }

    private static Stream<String> check(ModelServer server) {
        if (server.fact("volume-bytes-per-second") < 1 || server.fact("model-bytes") < 1) {
            return Stream.of("annotations millrace.io/model-bytes and volume-bytes-per-second must be set");
        }
        long needed = needed(server);
        JsonNode probe = server.container().path("startupProbe");
        long budget = probe.path("failureThreshold").asLong(3)
                * probe.path("periodSeconds").asLong(10);
        long deadline = server.pod().owner().at("/spec/progressDeadlineSeconds").asLong(600);
        return Stream.of(
                        Rules.unless(
                                budget >= needed,
                                "start-up budget " + budget + " s is below the " + needed + " s needed"),
                        Rules.unless(
                                budget <= 3 * needed,
                                "start-up budget " + budget + " s is far above the " + needed + " s needed"),
                        Rules.unless(
                                deadline > budget, "progressDeadlineSeconds " + deadline + " is not above " + budget))
                .flatMap(message -> message);
    }
}
