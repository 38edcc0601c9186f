package io.millrace.deployer;

import java.util.Set;

/** What can't be made again when it is gone. */
final class Data {

    private static final Set<String> KINDS = Set.of(
            "PersistentVolumeClaim",
            "PersistentVolume",
            "Cluster.postgresql.cnpg.io",
            "CustomResourceDefinition.apiextensions.k8s.io");

    private Data() {}

    /** Whether data goes with it: a volume's, a database's that an operator runs, all objects of a type. A namespace takes everything along. */
    static boolean goesWith(ObjectName name) {
        return isNamespace(name) || KINDS.contains(name.groupKind());
    }

    static boolean isNamespace(ObjectName name) {
        return name.is("", "Namespace");
    }
}
