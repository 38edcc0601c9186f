package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be there before what. Removing goes the other way round. */
final class ApplyOrder {

    private static final int FOUNDATION = 1;
    private static final int STATE = 9;
    private static final int BINDINGS = 11;
    private static final int PODS = 12;
    private static final int FUNCTIONS = 13;

    private static final Set<String> DATABASES = Set.of(
            "postgresql.cnpg.io", "mysql.oracle.com", "psmdb.percona.com", "cassandra.datastax.com", "k8ssandra.io");

    private ApplyOrder() {}

    /**
     * Each stage is ready before the next is applied: namespaces and types; then what holds state, since a function that finds no database gives up, and Jobs,
     * which fill it: kubelet gives a local volume to the group of the first pod alone, so a reader before the loader would keep that out; then Jobs that are told
     * where to send, with the Broker that they send to; then what runs; then what calls it; then who may. A Trigger whose Knative Service has no address yet is looked
     * at again after ever longer waits, a quarter of an hour in the end. An EventPolicy is not ready, nor is its Broker, before each sender that it names has an
     * identity, and Knative gives a Trigger none while the Broker is not ready: a policy that came before the last Trigger would stop both for ever.
     */
    static List<List<DeclaredObject>> stages(List<DeclaredObject> objects) {
        List<DeclaredObject> sorted = new ArrayList<>(objects);
        Set<ObjectName> senders = senders(objects);
        Set<ObjectName> bound = boundJobs(objects);
        Set<ObjectName> withJobs = bound.isEmpty() ? Set.of() : withJobs(objects);
        sorted.sort(Comparator.comparingInt(object -> bound.contains(object.name())
                ? PODS
                : senders.contains(object.name()) ? Math.min(rank(object.name()), BINDINGS) : rank(object.name())));
        List<DeclaredObject> foundation = new ArrayList<>();
        List<DeclaredObject> state = new ArrayList<>();
        List<DeclaredObject> sending = new ArrayList<>();
        List<DeclaredObject> running = new ArrayList<>();
        List<DeclaredObject> calling = new ArrayList<>();
        List<DeclaredObject> policies = new ArrayList<>();
        for (DeclaredObject object : sorted) {
            ObjectName name = object.name();
            int rank = rank(name);
            if (bound.contains(name) || withJobs.contains(name)) {
                sending.add(object);
            } else if (name.is("eventing.knative.dev", "EventPolicy")) {
                policies.add(object);
            } else {
                (rank <= FOUNDATION ? foundation : rank <= STATE ? state : rank <= FUNCTIONS ? running : calling)
                        .add(object);
            }
        }
        return List.of(foundation, state, sending, running, calling, policies);
    }

    private static Set<ObjectName> boundJobs(List<DeclaredObject> objects) {
        Set<ObjectName> bound = new HashSet<>();
        objects.stream()
                .filter(object -> JobBinding.isOne(object.name(), object.content()))
                .forEach(binding -> objects.stream()
                        .filter(job -> JobBinding.binds(binding, job))
                        .forEach(job -> bound.add(job.name())));
        return bound;
    }

    /** Brokers, who takes their dead letters with what binds that, and the bindings of Jobs. */
    private static Set<ObjectName> withJobs(List<DeclaredObject> objects) {
        Set<ObjectName> early = new HashSet<>();
        for (DeclaredObject object : objects) {
            if (object.name().is("eventing.knative.dev", "Broker")) {
                early.add(object.name());
                deadLetterSink(object).ifPresent(early::add);
            } else if (JobBinding.isOne(object.name(), object.content())) {
                early.add(object.name());
            }
        }
        for (DeclaredObject object : objects) {
            if (object.name().is("sources.knative.dev", "SinkBinding")
                    && referred(object, "/spec/subject").filter(early::contains).isPresent()) {
                early.add(object.name());
            }
        }
        return early;
    }

    private static Optional<ObjectName> deadLetterSink(DeclaredObject broker) {
        return referred(broker, "/spec/delivery/deadLetterSink/ref");
    }

    /** Empty where nothing is named. */
    private static Optional<ObjectName> referred(DeclaredObject object, String pointer) {
        JsonNode reference = object.content().at(pointer);
        return reference.path("name").asText().isEmpty()
                ? Optional.empty()
                : Optional.of(new ObjectName(
                        reference.path("apiVersion").asText(),
                        reference.path("kind").asText(),
                        reference.path("namespace").asText(object.name().namespace()),
                        reference.path("name").asText()));
    }

    /** What only waits for events goes first, so that nothing is called while it disappears. */
    static boolean isOfEvents(ObjectName name) {
        return name.isKnative() || rank(name) > PODS;
    }

    /**
     * What must be known before other pods' objects are created, so that they are told where to send: Brokers, SinkBindings, and the Knative Services that Brokers
     * name for dead letters, since a Broker has no address before those have one.
     */
    static Set<ObjectName> senders(List<DeclaredObject> objects) {
        Set<ObjectName> senders = new HashSet<>();
        for (DeclaredObject object : objects) {
            ObjectName name = object.name();
            if (name.isKnative() && rank(name) <= BINDINGS) {
                senders.add(name);
                deadLetterSink(object).ifPresent(senders::add);
            }
        }
        return senders;
    }

    static int rank(ObjectName name) {
        if (name.isKnative()) {
            return knativeRank(name);
        }
        if (DATABASES.contains(name.group())) {
            return STATE;
        }
        return switch (name.kind()) {
            case "Namespace" -> 0;
            case "CustomResourceDefinition" -> FOUNDATION;
            case "PriorityClass", "StorageClass" -> 2;
            case "ResourceQuota", "LimitRange", "ServiceAccount", "ConfigMap", "Secret", "NetworkPolicy" -> 3;
            case "ClusterRole", "Role" -> 4;
            case "ClusterRoleBinding", "RoleBinding" -> 5;
            case "PersistentVolume" -> 6;
            case "PersistentVolumeClaim" -> 7;
            case "Service", "PodDisruptionBudget" -> 8;
            case "StatefulSet", "Job" -> STATE;
            case "CronJob", "Deployment", "DaemonSet" -> PODS;
            default -> 16;
        };
    }

    /**
     * A SinkBinding comes before the Service or Deployment that it binds: it writes into that as it is created, and there is one revision and not two, the first
     * of which would not know where to send.
     */
    private static int knativeRank(ObjectName name) {
        return switch (name.kind()) {
            case "Broker" -> 10;
            case "SinkBinding" -> BINDINGS;
            case "Service" -> FUNCTIONS;
            case "Trigger" -> 14;
            default -> 15;
        };
    }
}
