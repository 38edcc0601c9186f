package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * No engine downloads anything or runs code out of a model's folder: it is told to stay offline, its model is a path on
 * a volume, and so is that of whatever Job prepares one.
 */
final class OfflineEngines implements Rule {

    private static final List<String> FORBIDDEN =
            List.of("--trust-remote-code", "--trust_remote_code", "--hf-repo", "--model-url");

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> servers = ModelServer.in(manifests)
                .flatMap(server -> Stream.of(variables(server), arguments(server), model(server))
                        .flatMap(messages -> messages)
                        .map(server::finding));
        Stream<Finding> jobs = manifests
                .pods()
                .filter(Pod::isJob)
                .filter(pod -> pod.spec().toString().contains("nvidia.com/gpu"))
                .filter(pod -> pod.containers().stream().noneMatch(container -> has(container, "HF_HUB_OFFLINE=1")))
                .map(pod -> pod.finding("HF_HUB_OFFLINE must be 1"));
        return Stream.concat(servers, jobs).toList();
    }

    private static Stream<String> variables(ModelServer server) {
        return server.engine().offlineVariables().stream()
                .filter(wanted -> !has(server.container(), wanted))
                .map(wanted -> wanted + " is missing: it could reach for a model hub");
    }

    private static boolean has(JsonNode container, String wanted) {
        return Pod.items(container.path("env"))
                .map(variable -> variable.path("name").asText() + "="
                        + variable.path("value").asText())
                .anyMatch(wanted::equals);
    }

    private static Stream<String> arguments(ModelServer server) {
        String wanted = server.engine().offlineArgument();
        Stream<String> missing =
                Rules.unless(wanted.isEmpty() || server.arguments().contains(wanted), wanted + " is missing");
        Stream<String> forbidden = server.arguments().stream()
                .filter(argument -> FORBIDDEN.stream().anyMatch(argument::startsWith))
                .map(argument -> argument + " runs code from a model's folder, or downloads");
        return Stream.concat(missing, forbidden);
    }

    private static Stream<String> model(ModelServer server) {
        String flag = server.engine().modelFlag();
        String path = flag.isEmpty() ? server.arguments().stream().findFirst().orElse("") : server.argument(flag);
        boolean onVolume = Pod.items(server.container().path("volumeMounts"))
                .map(mount -> mount.path("mountPath").asText())
                .filter(folder -> !folder.equals("/tmp"))
                .anyMatch(folder -> path.equals(folder) || path.startsWith(folder + "/"));
        return Rules.unless(onVolume, "its model is no path on a volume: '" + path + "'");
    }
}
