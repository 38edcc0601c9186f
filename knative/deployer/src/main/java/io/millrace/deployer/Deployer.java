package io.millrace.deployer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.DeployFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Deploys to one cluster, looks at it, and undeploys. Not for several threads. */
public final class Deployer implements AutoCloseable {

    private final KubernetesClient client;
    private final Cluster cluster;
    private final Pace pace;
    private final Consumer<String> say;

    Deployer(KubernetesClient client, Pace pace, Consumer<String> say) {
        this.client = client;
        this.cluster = new Cluster(client);
        this.pace = pace;
        this.say = say;
    }

    /**
     * Asks nothing of the cluster yet.
     *
     * @param say gets a line for each step
     */
    public static Deployer connect(ClusterAccess access, Consumer<String> say) {
        return new Deployer(access.connect(), Pace.real(), say);
    }

    /** Applies, waits, prunes. Twice in a row changes nothing. */
    public DeployReport deploy(DeployRequest request) {
        return answered(() -> new Deployment(cluster, request, pace, say).run());
    }

    /**
     * Removes what was deployed, and nothing else.
     *
     * @param namespace where its inventory is; empty: the usual one
     * @param withData whether claims, and what is stored by them, go too
     * @param clusterAdmin whether feature flags that were set for it are given up
     */
    public DeployReport undeploy(String namespace, boolean withData, boolean clusterAdmin, Duration timeout) {
        String home = namespace.isEmpty() ? Home.USUAL : namespace;
        return answered(() -> new Removal(cluster, home, withData, clusterAdmin, timeout, pace, say).run());
    }

    /**
     * Looks at the cluster, and at what is deployed.
     *
     * @param objects those of the overlay that is meant; may be none
     * @param namespace where the inventory is; empty: that of the overlay, else the usual one
     */
    public DoctorReport examine(List<DeclaredObject> objects, String namespace) {
        return answered(() -> new Doctor(cluster, objects, Home.of(objects, namespace)).look());
    }

    /**
     * Makes a backup of the store now, and waits for it.
     *
     * @param namespace where the store is; empty: the usual one
     */
    public BackupReport backUp(String namespace, Duration timeout) {
        String home = namespace.isEmpty() ? Home.USUAL : namespace;
        return answered(() -> new Backups(cluster, home, timeout, pace, say).backup());
    }

    /**
     * Puts a backup in the store's place, and waits for it. What was there stays aside until the next restore.
     *
     * @param namespace where the store is; empty: the usual one
     * @param dump the name of a dump, or {@code latest}
     */
    public BackupReport restore(String namespace, String dump, Duration timeout) {
        String home = namespace.isEmpty() ? Home.USUAL : namespace;
        return answered(() -> new Backups(cluster, home, timeout, pace, say).restore(dump));
    }

    /**
     * Kills one pod of Millrace without giving it time to end, as a lost machine would.
     *
     * @param namespace where they are; empty: the usual one
     * @param withStores whether a database's may be chosen, too
     * @return its name; empty where none runs
     */
    public Optional<String> killPod(String namespace, boolean withStores, RandomGenerator random) {
        String home = namespace.isEmpty() ? Home.USUAL : namespace;
        return answered(() -> new PodKill(client, home, withStores).kill(random));
    }

    /**
     * Restarts the servers of a model for a revision of it; those that were restarted for it already are left alone.
     *
     * @param namespace where they are; empty: the usual one
     * @return the names of the Deployments that are restarted; they need not be ready yet
     */
    public List<String> rollOut(String namespace, String model, String revision) {
        String home = namespace.isEmpty() ? Home.USUAL : namespace;
        return answered(() -> new ModelRollout(client, home).restart(model, revision));
    }

    /** A cluster that does not answer, or does not know us, is not the fault of an object. */
    private <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() <= 0) {
                throw new DeployFailure(
                        Kind.NO_CLUSTER,
                        "no cluster answers at " + client.getMasterUrl() + ": " + root(e)
                                + ". See whether it is up, or choose another with --context");
            }
            if (e.getCode() == 401) {
                throw new DeployFailure(
                        Kind.NO_CLUSTER,
                        "the cluster at " + client.getMasterUrl()
                                + " does not know you: log in again (kubectl auth whoami)");
            }
            throw new DeployFailure(
                    Kind.FAILED,
                    "the cluster refused: " + e.getMessage()
                            + ". Remedy: have someone grant it, or use the credentials of one who may (--context)");
        }
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        client.close();
    }
}
