package io.millrace.manifests;

import java.util.List;
import java.util.stream.Stream;

/**
 * A server that is told to end lets the answers under way finish: preStop and the engine's own wait are as long as an
 * answer may take, and the grace period is longer than both.
 */
final class GracefulEnds implements Rule {

    /** MILLRACE_GENERATOR_TIMEOUT's default; embedding and reranking answer within seconds. */
    private static final long GENERATION_SECONDS = 60;

    private static final long OTHER_SECONDS = 10;

    /** Endpoints and proxies take a few seconds to hear of it. */
    private static final long LEAST_PAUSE = 5;

    @Override
    public List<Finding> check(Manifests manifests) {
        return ModelServer.in(manifests)
                .flatMap(server -> check(server).map(server::finding))
                .toList();
    }

    private static Stream<String> check(ModelServer server) {
        long pause = server.container().at("/lifecycle/preStop/sleep/seconds").asLong(0);
        long drain = drain(server);
        long grace = server.pod().spec().path("terminationGracePeriodSeconds").asLong(30);
        long longest = server.role().equals("generator") ? GENERATION_SECONDS : OTHER_SECONDS;
        return Stream.of(
                        Rules.unless(pause >= LEAST_PAUSE, "preStop must sleep until endpoints are withdrawn"),
                        Rules.unless(
                                pause + drain >= longest,
                                "preStop " + pause + " + drain " + drain + " aborts the answers under way, which take "
                                        + longest + " s"),
                        Rules.unless(
                                grace > pause + drain,
                                "terminationGracePeriodSeconds " + grace + " is not above preStop " + pause
                                        + " + drain " + drain))
                .flatMap(message -> message);
    }

    private static long drain(ModelServer server) {
        String flag = server.engine().drainFlag();
        if (flag.isEmpty()) {
            return server.engine().drainSeconds();
        }
        String seconds = server.argument(flag);
        return seconds.isEmpty() ? 0 : Long.parseLong(seconds);
    }
}
