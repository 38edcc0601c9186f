package io.millrace.manifests;

import org.jspecify.annotations.NonNull;

/**
 * Who may open a connection to whom.
 *
 * @param from a workload of the namespace by its name; else a namespace with the labels of the pods meant, as {@code knative-serving/app=activator}, or a network in CIDR form
 * @param to as {@code from}
 * @param port of the pod
 */
record Edge(String from, String to, int port) implements Comparable<Edge> {

    @Override
    public int compareTo(@NonNull Edge other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return from + " > " + to + ":" + port;
    }
}
