package io.millrace.deployer;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.millrace.deployer.DeployFailure.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which cluster, and as whom: as kubectl finds it.
 *
 * @param kubeconfig empty: the variable KUBECONFIG, else {@code ~/.kube/config}, else the service account of the pod
 * @param context empty: the current one
 */
public record ClusterAccess(Optional<Path> kubeconfig, String context) {

    private static final int RETRIES = 3;

    KubernetesClient connect() {
        Config config = config();
        String nowhere =
                "no cluster is chosen: set KUBECONFIG, or name a file with --kubeconfig and a context with --context"
                        + " (kubectl config get-contexts shows those that there are)";
        boolean chosen = config.getCurrentContext() != null
                || System.getenv("KUBERNETES_SERVICE_HOST") != null
                || System.getProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY) != null;
        if (!chosen) {
            throw new DeployFailure(Kind.NO_CLUSTER, nowhere);
        }
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(RETRIES)
                        .withUserAgent(Conflict.US)
                        .build())
                .build();
    }

    private Config config() {
        String name = context.isEmpty() ? null : context;
        try {
            if (kubeconfig.isEmpty()) {
                Config found = Config.autoConfigure(name);
                return check(found);
            }
            File file = kubeconfig.get().toFile();
            if (!Files.isReadable(file.toPath())) {
                throw new DeployFailure(Kind.NO_CLUSTER, "there is no readable kubeconfig at " + file);
            }
            return check(Config.fromKubeconfig(name, file));
        } catch (RuntimeException e) {
            if (e instanceof DeployFailure known) {
                throw known;
            }
            throw new DeployFailure(Kind.NO_CLUSTER, "the kubeconfig can't be used: " + e.getMessage());
        }
    }

    private Config check(Config found) {
        boolean there =
                context.isEmpty() || found.getContexts().stream().anyMatch(known -> context.equals(known.getName()));
        if (!there) {
            throw new DeployFailure(
                    Kind.NO_CLUSTER,
                    "there is no context '" + context + "' in the kubeconfig, but "
                            + found.getContexts().stream()
                                    .map(known -> known.getName())
                                    .toList());
        }
        return found;
    }
}
