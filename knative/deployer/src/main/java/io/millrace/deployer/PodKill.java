package io.millrace.deployer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Removes a pod at once: its processes get no time to end. Those of Jobs are left alone, as are pods that are no part of Millrace. */
final class PodKill {

    private static final String PART = "app.kubernetes.io/part-of";
    private static final String COMPONENT = "app.kubernetes.io/component";

    /** Of CloudNativePG. */
    private static final String OPERATED = "cnpg.io/cluster";

    private static final String JOB = "batch.kubernetes.io/job-name";

    private final KubernetesClient client;
    private final String namespace;
    private final boolean withStores;

    PodKill(KubernetesClient client, String namespace, boolean withStores) {
        this.client = client;
        this.namespace = namespace;
        this.withStores = withStores;
    }

    Optional<String> kill(RandomGenerator random) {
        List<String> running =
                client.pods().inNamespace(namespace).withLabel(PART, Conflict.US).list().getItems().stream()
                        .filter(this::mayBeKilled)
                        .map(pod -> pod.getMetadata().getName())
                        .sorted(Comparator.naturalOrder())
                        .toList();
        if (running.isEmpty()) {
            return Optional.empty();
        }
        String chosen = running.get(random.nextInt(running.size()));
        client.pods().inNamespace(namespace).withName(chosen).withGracePeriod(0).delete();
        return Optional.of(chosen);
    }

    private static boolean isStore(Map<String, String> labels) {
        return "store".equals(labels.get(COMPONENT)) || labels.containsKey(OPERATED);
    }

    private boolean mayBeKilled(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return !labels.containsKey(JOB)
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase())
                && (withStores || !isStore(labels));
    }
}
