package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Kubernetes itself: version, types, storage, GPUs, scaling. */
final class ClusterChecks {

    private static final int MINOR = 30;
    private static final String MANY = "ReadWriteMany";

    /** Those that are known to serve a volume to many nodes. */
    private static final Set<String> SHARED_STORAGE = Set.of(
            "nfs.csi.k8s.io",
            "cluster.local/nfs-subdir-external-provisioner",
            "k8s-sigs.io/nfs-subdir-external-provisioner",
            "efs.csi.aws.com",
            "fsx.csi.aws.com",
            "file.csi.azure.com",
            "filestore.csi.storage.gke.io",
            "driver.longhorn.io",
            "manila.csi.openstack.org",
            "csi.juicefs.com",
            "beegfs.csi.netapp.com",
            "csi.trident.netapp.io",
            "lustre.csi.storage.gke.io");

    private final Cluster cluster;
    private final List<DeclaredObject> objects;

    ClusterChecks(Cluster cluster, List<DeclaredObject> objects) {
        this.cluster = cluster;
        this.objects = objects;
    }

    Check kubernetes() {
        VersionInfo version = cluster.client().getKubernetesVersion();
        String number = version == null ? "" : version.getMajor() + "." + version.getMinor();
        String minor = version == null ? "" : String.valueOf(version.getMinor()).replaceAll("\\D", "");
        if (minor.isEmpty()) {
            return Check.advice("Kubernetes", "of an unknown version", "Millrace needs 1." + MINOR);
        }
        return Integer.parseInt(minor) < MINOR
                ? Check.wrong("Kubernetes", number, "update to 1." + MINOR + " or later")
                : Check.fine("Kubernetes", number);
    }

    Check types() {
        if (objects.isEmpty()) {
            return Check.advice("types", "not looked at", "name the overlay with --overlay");
        }
        TypeCheck types = new TypeCheck(cluster, objects, Home.USUAL);
        if (types.refusals().isEmpty()) {
            return Check.fine("types", "all " + kinds() + " that the overlay has");
        }
        Set<String> absent = new TreeSet<>();
        Set<String> remedies = new TreeSet<>();
        types.refusals().forEach(refusal -> {
            absent.add(refusal.object().groupKind());
            remedies.add(refusal.remedy());
        });
        return Check.missing("types", "missing: " + String.join(", ", absent), String.join("; ", remedies));
    }

    private long kinds() {
        return objects.stream()
                .map(object -> object.name().groupKind())
                .distinct()
                .count();
    }

    Check storage() {
        String name = "storage";
        List<StorageClass> classes =
                cluster.client().storage().v1().storageClasses().list().getItems();
        List<String> names = classes.stream()
                .map(found -> found.getMetadata().getName())
                .sorted()
                .toList();
        for (DeclaredObject claim : objects) {
            if (!claim.name().is("", "PersistentVolumeClaim")
                    || claim.content().at("/spec").has("volumeName")) {
                continue;
            }
            JsonNode spec = claim.content().path("spec");
            String wanted = spec.path("storageClassName").asText();
            boolean declared = objects.stream()
                    .anyMatch(object -> object.name().is("storage.k8s.io", "StorageClass")
                            && object.name().name().equals(wanted));
            if (!wanted.isEmpty() && !names.contains(wanted) && !declared) {
                return Check.missing(
                        name,
                        claim + " wants class " + wanted + ", and there are " + names,
                        "install what makes it, or name one of those in the overlay");
            }
        }
        List<String> unprovided = new StaticVolumes(cluster, objects).unprovided();
        if (!unprovided.isEmpty()) {
            String found = "nothing makes a volume for " + String.join(", ", unprovided);
            return isOneNode()
                    ? Check.advice(name, found, "deploy with --cluster-admin, which makes local volumes on the node")
                    : Check.wrong(
                            name,
                            found,
                            "name a class in the overlay, make the volumes, or deploy with --cluster-admin and --node, which makes local volumes there");
        }
        if (!names.isEmpty()) {
            return Check.fine(name, String.join(", ", names));
        }
        return objects.isEmpty()
                ? Check.advice(
                        name, "no class", "on one machine deploy with --cluster-admin, which makes local volumes")
                : Check.fine(name, "no class, and none needed");
    }

    private boolean isOneNode() {
        return cluster.client().nodes().list().getItems().size() <= 1;
    }

    /** The model catalog is one volume for all nodes; on one node any will do. */
    Check sharedStorage() {
        String name = "storage for many nodes (" + MANY + ")";
        List<String> shared = cluster.client().storage().v1().storageClasses().list().getItems().stream()
                .filter(ClusterChecks::isShared)
                .map(found -> found.getMetadata().getName())
                .toList();
        if (!shared.isEmpty()) {
            return Check.fine(name, String.join(", ", shared));
        }
        boolean wanted = objects.stream()
                .filter(object -> object.name().is("", "PersistentVolumeClaim"))
                .anyMatch(object ->
                        object.content().at("/spec/accessModes").toString().contains(MANY));
        if (isOneNode()) {
            return Check.fine(name, "not needed on one node");
        }
        String found = "no class that is known to serve it";
        String remedy =
                "install one (NFS, CephFS by Rook, EFS, Portworx with sharedv4) and name it in the overlay for the claim model-catalog";
        return wanted ? Check.wrong(name, found, remedy) : Check.advice(name, found, remedy);
    }

    private static boolean isShared(StorageClass found) {
        String provisioner = String.valueOf(found.getProvisioner());
        if (provisioner.equals("pxd.portworx.com") || provisioner.equals("kubernetes.io/portworx-volume")) {
            return found.getParameters() != null
                    && "true".equals(found.getParameters().get("sharedv4"));
        }
        return SHARED_STORAGE.contains(provisioner)
                || provisioner.endsWith("cephfs.csi.ceph.com")
                || provisioner.endsWith("/nfs");
    }

    Check gpus() {
        String name = "GPUs";
        boolean wanted =
                objects.stream().anyMatch(object -> object.content().toString().contains("\"nvidia.com/gpu\":"));
        List<String> found = new ArrayList<>();
        boolean unlabelled = false;
        for (Node node : cluster.client().nodes().list().getItems()) {
            boolean has = node.getStatus() != null
                    && node.getStatus().getAllocatable() != null
                    && node.getStatus().getAllocatable().containsKey("nvidia.com/gpu");
            if (has) {
                var labels = node.getMetadata().getLabels();
                String product = labels == null ? null : labels.get("nvidia.com/gpu.product");
                unlabelled |= product == null;
                found.add(node.getMetadata().getName() + (product == null ? "" : " (" + product + ")"));
            }
        }
        if (found.isEmpty()) {
            return wanted
                    ? Check.missing(
                            name,
                            "no node offers nvidia.com/gpu",
                            "install the GPU operator (https://docs.nvidia.com/datacenter/cloud-native/gpu-operator), or take an overlay with CPU models")
                    : Check.fine(name, objects.isEmpty() ? "none" : "none, and none needed");
        }
        return unlabelled
                ? Check.wrong(
                        name,
                        String.join(", ", found) + ", without the labels by which pods choose",
                        "turn on GPU feature discovery in the GPU operator")
                : Check.fine(name, String.join(", ", found));
    }

    Check keda() {
        boolean wanted =
                objects.stream().anyMatch(object -> object.name().group().equals("keda.sh"));
        if (cluster.knows("keda.sh/v1alpha1", "ScaledObject")) {
            return Check.fine("KEDA", "there");
        }
        return wanted
                ? Check.missing("KEDA", "not installed", TypeCheck.remedy("keda.sh"))
                : Check.fine(
                        "KEDA", objects.isEmpty() ? "not installed; only for scaling model servers" : "not needed");
    }
}
