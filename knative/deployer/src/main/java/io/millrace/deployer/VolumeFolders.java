package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The folders of static volumes. A local volume's folder must be there before a pod can use it, and only the node's kubelet can make it: it does so for a pod with
 * volumes of type hostPath and DirectoryOrCreate, before that pod's container starts. So such a pod is made, and removed as soon as its container would start. What
 * its image is, and whether it can be pulled, makes no difference. The pod is in kube-system, since Pod Security refuses hostPath in a namespace like ours.
 */
final class VolumeFolders {

    private static final String NAMESPACE = "kube-system";
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Pace pace;
    private final Consumer<String> say;

    VolumeFolders(Cluster cluster, Pace pace, Consumer<String> say) {
        this.cluster = cluster;
        this.pace = pace;
        this.say = say;
    }

    /** Makes the folders of these volumes on their node; a problem with its remedy where that fails. */
    Optional<String> make(List<DeclaredObject> volumes, String home, String image) {
        List<String> paths = new ArrayList<>();
        String host = "";
        for (DeclaredObject volume : volumes) {
            JsonNode content = volume.content();
            paths.add(content.at("/spec/local/path").asText());
            host = content.at("/spec/nodeAffinity/required/nodeSelectorTerms/0/matchExpressions/0/values/0")
                    .asText();
        }
        ObjectName name = new ObjectName("v1", "Pod", NAMESPACE, "millrace-volume-folders-" + home);
        ServerSideApply.Outcome outcome =
                new ServerSideApply(cluster, true).apply(name, pod(name, host, paths, image), Conflict.US, false);
        if (outcome instanceof ServerSideApply.Refused refused) {
            return Optional.of(problem(host, paths, refused.reason()));
        }
        try {
            return await(name)
                    ? Optional.empty()
                    : Optional.of(problem(host, paths, "pod " + name.name() + " did not start"));
        } finally {
            cluster.client()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withName(name.name())
                    .withGracePeriod(0)
                    .delete();
        }
    }

    private static String problem(String host, List<String> paths, String reason) {
        return "the folders of the volumes could not be made on node " + host + ": " + reason
                + ". Remedy: make them there (sudo mkdir -p " + String.join(" ", paths) + ") and deploy again";
    }

    private boolean await(ObjectName name) {
        long end = pace.nanos() + LONGEST.toNanos();
        say.accept("  making the volumes' folders");
        while (pace.nanos() < end) {
            Pod pod = cluster.client()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withName(name.name())
                    .get();
            if (pod != null && volumesAreMounted(pod)) {
                return true;
            }
            pace.pause(Duration.ofMillis(500));
        }
        return false;
    }

    private static boolean volumesAreMounted(Pod pod) {
        if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
            return false;
        }
        for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
            if (container.getState() == null) {
                return false;
            }
            var waiting = container.getState().getWaiting();
            return waiting == null
                    || !List.of("ContainerCreating", "PodInitializing").contains(String.valueOf(waiting.getReason()));
        }
        return false;
    }

    private static ObjectNode pod(ObjectName name, String host, List<String> paths, String image) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata")
                .put("name", name.name())
                .put("namespace", name.namespace())
                .putObject("labels")
                .put("app.kubernetes.io/part-of", Conflict.US);
        ObjectNode spec = pod.putObject("spec");
        spec.put("restartPolicy", "Never")
                .put("automountServiceAccountToken", false)
                .put("terminationGracePeriodSeconds", 0);
        spec.putObject("nodeSelector").put("kubernetes.io/hostname", host);
        spec.putArray("tolerations").addObject().put("operator", "Exists");
        ObjectNode container = spec.putArray("containers").addObject();
        container.put("name", "none").put("image", image).put("imagePullPolicy", "IfNotPresent");
        container.putArray("command").add("/nothing-to-run");
        var mounts = container.putArray("volumeMounts");
        var volumes = spec.putArray("volumes");
        for (int i = 0; i < paths.size(); i++) {
            mounts.addObject().put("name", "folder-" + i).put("mountPath", "/folder-" + i);
            volumes.addObject()
                    .put("name", "folder-" + i)
                    .putObject("hostPath")
                    .put("path", paths.get(i))
                    .put("type", "DirectoryOrCreate");
        }
        return pod;
    }
}
