package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server lands where its model fits. On a GPU: the node's labels (NVIDIA's GPU feature discovery) promise a card with
 *
 * <pre>0.9 × memory ≥ model bytes + tokens held × bytes a token + 2 GiB</pre>
 *
 * of compute capability 8 or more, and an update needs no spare one. On CPUs the pod's memory holds the model,
 * the tokens that the annotations tell, llama.cpp's cache of prompts and half a GiB, and an update starts the new pod first. Replicas are spread, and one may go at a time.
 */
final class Placement implements Rule {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    /** Of prompts in the host's memory, where {@code --cache-ram} says nothing (llama.cpp's pull request 16391). */
    private static final String LLAMA_CPP_CACHE_MEBIBYTES = "8192";

    @Override
    public List<Finding> check(Manifests manifests) {
        return ModelServer.in(manifests)
                .flatMap(server -> Stream.concat(
                                server.engine().needsGpu() ? onGpu(server) : onCpu(server), spread(manifests, server))
                        .map(server::finding))
                .toList();
    }

    private static Stream<String> onGpu(ModelServer server) {
        JsonNode spec = server.pod().spec();
        JsonNode container = server.container();
        long needed = weightsAndTokens(server) + 2 * GIB;
        long promised = leastGpuMebibytes(server) * MIB * 9 / 10;
        return Stream.of(
                        Rules.unless(
                                container
                                                .at("/resources/limits")
                                                .path("nvidia.com/gpu")
                                                .asInt(0)
                                        >= 1,
                                "limits must ask for nvidia.com/gpu"),
                        Rules.unless(
                                spec.path("nodeSelector").has("nvidia.com/gpu.present"), "nodeSelector is missing"),
                        Rules.unless(
                                promised >= needed,
                                "gpu.memory promises " + promised / MIB + " MiB, but the model needs " + needed / MIB),
                        Rules.unless(
                                above(spec, "nvidia.com/gpu.compute.major") >= 7,
                                "gpu.compute.major must be above 7: bfloat16 and flash attention"),
                        Rules.unless(
                                Pod.items(spec.path("tolerations"))
                                        .anyMatch(
                                                one -> one.path("key").asText().equals("nvidia.com/gpu")),
                                "toleration of nvidia.com/gpu is missing"),
                        Rules.unless(surge(server).equals("0"), "maxSurge must be 0: no spare GPU is waiting"),
                        Rules.unless(hasSharedMemory(spec, container), "/dev/shm needs an emptyDir in memory"))
                .flatMap(message -> message);
    }

    private static Stream<String> onCpu(ModelServer server) {
        long limit = Quantity.getAmountInBytes(new Quantity(
                        server.container().at("/resources/limits/memory").asText("0")))
                .longValue();
        long needed = weightsAndTokens(server) + promptCache(server) + GIB / 2;
        return Stream.of(
                        Rules.unless(
                                !server.container().path("resources").toString().contains("nvidia.com/gpu"),
                                "an engine for CPUs asks for a GPU"),
                        Rules.unless(
                                limit >= needed,
                                "limits.memory " + limit / MIB + " MiB is below the " + needed / MIB + " needed"),
                        Rules.unless(surge(server).equals("1"), "maxSurge must be 1: the new pod starts first"))
                .flatMap(message -> message);
    }

    private static long weightsAndTokens(ModelServer server) {
        return server.fact("model-bytes") + server.fact("tokens-held") * server.fact("kv-bytes-per-token");
    }

    private static long promptCache(ModelServer server) {
        if (server.engine() != Engine.LLAMA_CPP) {
            return 0;
        }
        String told = server.argument("--cache-ram=");
        return Long.parseLong(told.isEmpty() ? LLAMA_CPP_CACHE_MEBIBYTES : told) * MIB;
    }

    private static Stream<String> spread(Manifests manifests, ModelServer server) {
        JsonNode labels = server.pod().owner().at("/spec/template/metadata/labels");
        List<String> keys = Pod.items(server.pod().spec().path("topologySpreadConstraints"))
                .filter(one -> Labels.match(one.at("/labelSelector/matchLabels"), labels))
                .map(one -> one.path("topologyKey").asText())
                .toList();
        boolean budget = manifests
                .all("policy/v1", "PodDisruptionBudget")
                .filter(one -> Labels.match(one.at("/spec/selector/matchLabels"), labels))
                .anyMatch(one -> one.at("/spec/maxUnavailable").asInt(0) == 1);
        return Stream.of(
                        Rules.unless(
                                keys.containsAll(List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")),
                                "topologySpreadConstraints must spread its own pods over zones and nodes: " + keys),
                        Rules.unless(budget, "a PodDisruptionBudget with maxUnavailable 1 must select its pods"))
                .flatMap(message -> message);
    }

    /** The memory that the node's GPU must exceed. */
    static long leastGpuMebibytes(ModelServer server) {
        return above(server.pod().spec(), "nvidia.com/gpu.memory");
    }

    /** The number that a required node label must be above; 0 where there is none. */
    private static long above(JsonNode spec, String label) {
        return Pod.items(spec.at(
                        "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms"))
                .flatMap(term -> Pod.items(term.path("matchExpressions")))
                .filter(one -> one.path("key").asText().equals(label)
                        && one.path("operator").asText().equals("Gt"))
                .mapToLong(one -> one.at("/values/0").asLong(0))
                .findFirst()
                .orElse(0);
    }

    private static String surge(ModelServer server) {
        return server.pod().owner().at("/spec/strategy/rollingUpdate/maxSurge").asText();
    }

    private static boolean hasSharedMemory(JsonNode spec, JsonNode container) {
        return Pod.items(container.path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals("/dev/shm"))
                .anyMatch(mount -> Pod.items(spec.path("volumes"))
                        .filter(volume -> volume.path("name").equals(mount.path("name")))
                        .anyMatch(
                                volume -> volume.at("/emptyDir/medium").asText().equals("Memory")));
    }
}
