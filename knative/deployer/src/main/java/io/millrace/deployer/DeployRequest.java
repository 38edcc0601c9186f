package io.millrace.deployer;

import java.time.Duration;
import java.util.List;

/**
 * What to bring onto the cluster.
 *
 * @param namespace where the inventory is kept, and what objects without one get; empty: that of the objects
 * @param dryRun whether the server is only asked what it would do
 * @param clusterAdmin whether volumes and feature flags, which belong to the cluster, may be made
 * @param forceConflicts whether fields that others keep are taken over
 * @param node the node for static volumes; empty: the only one
 * @param volumeFolder the folder on that node, below which each claim has one
 * @param timeout for becoming ready, at most
 */
public record DeployRequest(
        List<DeclaredObject> objects,
        String namespace,
        boolean dryRun,
        boolean clusterAdmin,
        boolean forceConflicts,
        String node,
        String volumeFolder,
        Duration timeout) {

    public DeployRequest {
        objects = List.copyOf(objects);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout is not negative, but " + timeout);
        }
    }
}
