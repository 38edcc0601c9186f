package io.millrace.deployer;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps a pod from being ready. */
final class PodTrouble {

    private PodTrouble() {}

    /** Empty where it is ready, done, or on its way out. */
    static Optional<Trouble> of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null || pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        String name = "pod " + pod.getMetadata().getName();
        for (PodCondition condition : orNone(status.getConditions())) {
            if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
                return Optional.of(unschedulable(name, String.valueOf(condition.getMessage())));
            }
        }
        List<ContainerStatus> containers = new ArrayList<>(orNone(status.getInitContainerStatuses()));
        containers.addAll(orNone(status.getContainerStatuses()));
        Optional<Trouble> mild = Optional.empty();
        for (ContainerStatus container : containers) {
            Optional<Trouble> trouble = of(pod, name, container);
            if (trouble.isPresent() && !trouble.get().remedy().isEmpty()) {
                return trouble;
            }
            mild = mild.or(() -> trouble);
        }
        return mild;
    }

    private static Trouble unschedulable(String name, String message) {
        String remedy;
        if (message.contains("Insufficient")) {
            remedy = "lower requests in the overlay, or add a node";
        } else if (message.contains("unbound immediate PersistentVolumeClaims")
                || message.contains("didn't find available persistent volumes")
                || message.contains("persistentvolumeclaim")) {
            remedy =
                    "give the cluster a storage class for the claim, or on one machine deploy with --cluster-admin, which makes local volumes";
        } else if (message.contains("node affinity") || message.contains("node selector")) {
            remedy =
                    "label a node as the overlay selects it (for GPUs: install the GPU operator), or select another in the overlay";
        } else if (message.contains("taint")) {
            remedy = "tolerate the taint in the overlay, or take it from a node";
        } else {
            remedy = "see kubectl describe " + name;
        }
        return new Trouble(name + " has no node: " + message, remedy, message.contains("Insufficient"));
    }

    private static Optional<Trouble> of(Pod pod, String podName, ContainerStatus container) {
        String name = podName + ", container " + container.getName() + ": ";
        if (container.getState() == null || Boolean.TRUE.equals(container.getReady())) {
            return Optional.empty();
        }
        ContainerStateWaiting waiting = container.getState().getWaiting();
        if (waiting != null) {
            return Optional.of(waiting(pod, name, container, waiting));
        }
        ContainerStateTerminated ended = container.getState().getTerminated();
        if (ended != null) {
            return Integer.valueOf(0).equals(ended.getExitCode())
                    ? Optional.empty()
                    : Optional.of(crashed(pod, name, container, ended));
        }
        return Optional.of(Trouble.waiting(name + "starts"));
    }

    private static Trouble waiting(Pod pod, String name, ContainerStatus container, ContainerStateWaiting waiting) {
        String reason = String.valueOf(waiting.getReason());
        String message = reason + (waiting.getMessage() == null ? "" : ": " + waiting.getMessage());
        return switch (reason) {
            case "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "RegistryUnavailable" ->
                new Trouble(
                        name + "image " + container.getImage() + ": " + message,
                        "bring the image to the node (millrace images build --tar, then ctr -n k8s.io images import), or name a registry that"
                                + " the nodes reach in the overlay",
                        !reason.equals("ErrImagePull"));
            case "CreateContainerConfigError", "CreateContainerError" ->
                new Trouble(name + message, "make the Secret or ConfigMap, with the key, that it names", true);
            case "CrashLoopBackOff" -> {
                ContainerStateTerminated last = container.getLastState() == null
                        ? null
                        : container.getLastState().getTerminated();
                yield last == null
                        ? new Trouble(name + message, logs(pod, container), false)
                        : crashed(pod, name, container, last);
            }
            case "RunContainerError" -> new Trouble(name + message, logs(pod, container), true);
            default -> Trouble.waiting(name + message);
        };
    }

    private static Trouble crashed(Pod pod, String name, ContainerStatus container, ContainerStateTerminated ended) {
        if ("OOMKilled".equals(ended.getReason())) {
            return new Trouble(
                    name + "took more memory than its limit", "raise its memory limit in the overlay", false);
        }
        String message =
                ended.getMessage() == null ? "" : ": " + ended.getMessage().strip();
        return new Trouble(
                name + "ends with exit code " + ended.getExitCode() + ", " + container.getRestartCount()
                        + " times started again" + message,
                logs(pod, container),
                false);
    }

    private static String logs(Pod pod, ContainerStatus container) {
        return "see kubectl logs -n " + pod.getMetadata().getNamespace() + " "
                + pod.getMetadata().getName() + " -c " + container.getName() + " --previous";
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }
}
