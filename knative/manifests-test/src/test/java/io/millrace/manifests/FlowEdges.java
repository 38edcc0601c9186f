package io.millrace.manifests;

import io.millrace.contracts.Dependency;
import io.millrace.contracts.FunctionContract;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The connections that the architecture's flow needs, from what says it: Triggers and dead-letter sinks (who is called), the functions' contracts (who posts, who asks
 * which model), and the settings that each is given (which model Service, store, cache, bucket and database of rows there is).
 */
final class FlowEdges {

    /** The cluster's own, NodeLocal DNSCache, and Google's Cloud DNS. */
    private static final List<String> NAMES =
            List.of("kube-system/k8s-app=kube-dns", "169.254.20.10/32", "169.254.169.254/32");

    private static final String OUTSIDE = "0.0.0.0/0";

    /** Where Knative's traffic may come from, by the policy that lets it in. */
    private static final Map<String, List<String>> GATEWAYS = Map.of(
            "functions-from-kourier", List.of("kourier-system/app=3scale-kourier-gateway"),
            "functions-from-istio", List.of("istio-system/istio=ingressgateway"),
            "functions-from-gateway-api",
                    List.of(
                            "eg-internal/app.kubernetes.io/managed-by=envoy-gateway",
                            "eg-external/app.kubernetes.io/managed-by=envoy-gateway"));

    /** Where those lead that are called by a function's name within the cluster, by the policy that lets callers out. */
    private static final Map<String, Map.Entry<String, Integer>> INNER_GATEWAYS = Map.of(
            "functions-through-kourier", Map.entry("kourier-system/app=3scale-kourier-gateway", 8081),
            "functions-through-istio", Map.entry("istio-system/istio=ingressgateway", 8081),
            "functions-through-gateway-api",
                    Map.entry("eg-internal/app.kubernetes.io/managed-by=envoy-gateway", 10080));

    /** The front door asks whoever keeps dead letters, who replays them to the functions, and whoever lists buckets. */
    private static final Set<String> CALLERS = Set.of("answering", "dead-letters");

    private static final Map<String, String> BROKERS = Map.of(
            "Kafka", "knative-eventing/app=kafka-broker-receiver",
            "MTChannelBasedBroker", "knative-eventing/eventing.knative.dev/brokerRole=ingress");

    /** Object stores within the cluster, by the address that the settings name; their Services lead to these pods. */
    private static final Map<String, Map.Entry<String, Integer>> STORES = Map.of(
            "minio.minio", Map.entry("minio/app=minio", 9000),
            "rook-ceph-rgw-objects.rook-ceph", Map.entry("rook-ceph/app=rook-ceph-rgw", 8080));

    private static final Map<String, Map.Entry<String, Integer>> CACHES =
            Map.of("redis", Map.entry("valkey", 6379), "mongodb", Map.entry("mongodb", 27017));

    /** Google's metadata server, which gives readers of a bucket their tokens where workload identity is on. */
    private static final Map<String, Integer> METADATA = Map.of("169.254.169.254/32", 80, "169.254.169.252/32", 988);

    private static final Set<String> BACKUPS = Set.of("postgresql-backup", "postgresql-restore");

    private static final String PROMETHEUS = "monitoring/app.kubernetes.io/name=prometheus";

    private static final Set<Integer> QUEUE_PROXY = Set.of(8012, 8013, 8112);

    private final Manifests manifests;
    private final SortedSet<Edge> edges = new TreeSet<>();

    private FlowEdges(Manifests manifests) {
        this.manifests = manifests;
    }

    static SortedSet<Edge> of(Manifests manifests) {
        FlowEdges flow = new FlowEdges(manifests);
        FunctionSettings.in(manifests).forEach(flow::function);
        flow.called().forEach(flow::wokenAndAsked);
        flow.monitored();
        flow.servedByOthers();
        flow.rows();
        return flow.edges;
    }

    /** Those that events or callers from outside reach. */
    private Set<String> called() {
        Stream<String> subscribers = manifests
                .all(Manifests.EVENTING, "Trigger")
                .map(trigger -> trigger.at("/spec/subscriber/ref/name").asText());
        Stream<String> sinks = manifests
                .all(Manifests.EVENTING, "Broker")
                .map(broker ->
                        broker.at("/spec/delivery/deadLetterSink/ref/name").asText());
        Stream<String> open = manifests
                .all(Manifests.SERVING, "Service")
                .filter(service -> !service.at("/metadata/labels").has("networking.knative.dev/visibility"))
                .map(Manifests::name);
        Stream<String> routed = manifests
                .all("gateway.networking.k8s.io/v1", "HTTPRoute")
                .map(Manifests::name)
                .filter(name ->
                        manifests.find(Manifests.SERVING, "Service", name).isPresent());
        return Stream.of(subscribers, sinks, open, routed)
                .flatMap(names -> names)
                .collect(Collectors.toSet());
    }

    private void wokenAndAsked(String function) {
        Stream<String> gateways = manifests
                .all("networking.k8s.io/v1", "NetworkPolicy")
                .flatMap(policy -> GATEWAYS.getOrDefault(Manifests.name(policy), List.of()).stream());
        Stream.concat(Stream.of("knative-serving/app=activator"), gateways)
                .forEach(from -> QUEUE_PROXY.forEach(port -> edges.add(new Edge(from, function, port))));
        edges.add(new Edge("knative-serving/app=autoscaler", function, 9090));
    }

    private void function(FunctionSettings settings) {
        String name = settings.function();
        asksForNames(name);
        FunctionContract.ALL.stream()
                .filter(contract -> contract.name().equals(name))
                .forEach(contract -> calls(contract, settings));
        if (CALLERS.contains(name)) {
            manifests
                    .all("networking.k8s.io/v1", "NetworkPolicy")
                    .flatMap(policy -> Stream.ofNullable(INNER_GATEWAYS.get(Manifests.name(policy))))
                    .forEach(gateway -> edges.add(new Edge(name, gateway.getKey(), gateway.getValue())));
        }
        if (settings.usesStore()) {
            stored(name, settings);
        }
        settings.value("MILLRACE_CACHE_STORE")
                .map(CACHES::get)
                .ifPresent(cache -> edges.add(new Edge(name, cache.getKey(), cache.getValue())));
        if (settings.secrets().contains("millrace-sources")) {
            settings.values().entrySet().stream()
                    .filter(entry -> entry.getKey().matches("MILLRACE_SOURCES_.+_URI"))
                    .forEach(entry -> edges.add(bucket(settings, entry.getValue())));
            if (manifests
                    .find("networking.k8s.io/v1", "NetworkPolicy", "readers-to-metadata")
                    .isPresent()) {
                METADATA.forEach((to, port) -> edges.add(new Edge(name, to, port)));
            }
        }
    }

    /** In plain HTTP, or with {@code transport-encryption}. */
    private void posts(String name) {
        edges.add(new Edge(name, receiver(), 8080));
        edges.add(new Edge(name, receiver(), 8443));
    }

    private void calls(FunctionContract contract, FunctionSettings settings) {
        for (Dependency dependency : contract.waitsFor()) {
            switch (dependency) {
                case BROKER -> posts(contract.name());
                case PARSER -> {
                    // child processes in the same pod
                }
                case EMBEDDER, RERANKER, GENERATOR ->
                    settings.value("MILLRACE_" + dependency.name() + "_URL")
                            .map(URI::create)
                            .ifPresent(url -> edges.add(model(contract.name(), url)));
            }
        }
    }

    private String receiver() {
        return manifests
                .all(Manifests.EVENTING, "Broker")
                .map(broker -> broker.at("/metadata/annotations")
                        .path("eventing.knative.dev/broker.class")
                        .asText())
                .map(BROKERS::get)
                .findFirst()
                .orElse("no Broker that is known");
    }

    /** Through the Service to the port of its pods. */
    private Edge model(String function, URI url) {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        int target = manifests.find("v1", "Service", url.getHost()).stream()
                .flatMap(service -> Pod.items(service.at("/spec/ports")))
                .filter(offered -> offered.path("port").asInt() == port)
                .map(offered -> offered.path("targetPort").asText())
                .flatMap(named -> Workload.in(manifests).stream()
                        .filter(workload -> workload.name().equals(url.getHost()))
                        .flatMap(workload -> Stream.ofNullable(workload.ports().get(named))))
                .findFirst()
                .orElse(0);
        return new Edge(function, url.getHost(), target);
    }

    private String store() {
        return manifests
                .all("postgresql.cnpg.io/v1", "Cluster")
                .map(Manifests::label)
                .findFirst()
                .orElse("postgresql");
    }

    /** Ledger and passages in PostgreSQL; with OpenSearch the passages are there. */
    private void stored(String name, FunctionSettings settings) {
        edges.add(new Edge(name, store(), 5432));
        settings.value("MILLRACE_OPENSEARCH_URL")
                .filter(_ -> settings.value("MILLRACE_STORE").equals(Optional.of("opensearch")))
                .map(URI::create)
                .ifPresent(url -> edges.add(new Edge(name, url.getHost(), url.getPort())));
    }

    private static Edge bucket(FunctionSettings settings, String uri) {
        String host = URI.create(settings.value("MILLRACE_S3_ENDPOINT").orElse("https://s3.amazonaws.com"))
                .getHost();
        Map.Entry<String, Integer> inside = uri.startsWith("s3:") ? STORES.get(host) : null;
        return inside == null
                ? new Edge(settings.function(), OUTSIDE, 443)
                : new Edge(settings.function(), inside.getKey(), inside.getValue());
    }

    private void monitored() {
        if (manifests.all("monitoring.coreos.com/v1", "PodMonitor").findAny().isPresent()) {
            int metrics = FunctionSettings.in(manifests).stream()
                    .flatMap(settings -> settings.value("MILLRACE_METRICS_PORT").stream())
                    .map(Integer::valueOf)
                    .findFirst()
                    .orElse(0);
            // Steps of other people, too, whatever they open.
            manifests
                    .pods()
                    .filter(Pod::isFunction)
                    .forEach(pod -> List.of(9091, metrics)
                            .forEach(port -> edges.add(new Edge(PROMETHEUS, Manifests.name(pod.owner()), port))));
        }
        if (manifests
                .find("monitoring.coreos.com/v1", "PodMonitor", RowReader.CAPTURE)
                .isPresent()) {
            RowReader.capture(manifests).ifPresent(pod -> edges.add(new Edge(PROMETHEUS, RowReader.CAPTURE, 8080)));
        }
        if (manifests
                .all("monitoring.coreos.com/v1", "ServiceMonitor")
                .findAny()
                .isPresent()) {
            // Triton's metrics have a port of their own
            ModelServer.in(manifests)
                    .forEach(server -> List.of(8080, 8002)
                            .forEach(port -> edges.add(new Edge("monitoring", server.role(), port))));
        }
    }

    /** The databases that mappings name, and what follows their logs: to the Broker, and to the store, which keeps how far it has read. */
    private void rows() {
        RowReader.in(manifests).forEach(reader -> {
            reader.addresses()
                    .map(URI::create)
                    .forEach(address ->
                            edges.add(new Edge(reader.name(), database(address.getHost()), address.getPort())));
            if (reader.name().equals(RowReader.CAPTURE)) {
                asksForNames(reader.name());
                posts(reader.name());
                stored(reader.name(), FunctionSettings.of(manifests, reader.pod()));
            }
        });
    }

    /** By the name of its Service; that of PostgreSQL leads to the store, whoever runs it. */
    private String database(String host) {
        return host.equals("postgresql") ? store() : host;
    }

    /** What is not the flow's: the loader, the store's backups, the source of a queue, the database's own. */
    private void servedByOthers() {
        for (Workload workload : Workload.in(manifests)) {
            String name = workload.name();
            if (name.equals("model-loader")) {
                loads(name);
            } else if (BACKUPS.contains(name)) {
                asksForNames(name);
                edges.add(new Edge(name, store(), 5432));
            } else if (name.startsWith("IntegrationSource/")) {
                asksForNames(name);
                edges.add(new Edge(name, OUTSIDE, 443));
                // it is applied by itself, beside whichever gateway Knative has
                INNER_GATEWAYS.values().forEach(to -> edges.add(new Edge(name, to.getKey(), to.getValue())));
            } else if (name.equals("cassandra")) {
                asksForNames(name);
                edges.add(new Edge(name, name, 7000));
            } else if (name.equals("opensearch") && isOneOfMany(name)) {
                asksForNames(name);
                edges.add(new Edge(name, name, 9300));
            } else if (name.startsWith("Cluster/")) {
                asksForNames(name);
                IntStream.of(5432, 8000).forEach(port -> {
                    edges.add(new Edge(name, name, port));
                    edges.add(new Edge("cnpg-system/app.kubernetes.io/name=cloudnative-pg", name, port));
                });
                Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
                        .forEach(network ->
                                IntStream.of(443, 6443).forEach(port -> edges.add(new Edge(name, network, port))));
            }
        }
    }

    /** From model hubs, unless the models are in its image; and where it is bound it tells the Broker. */
    private void loads(String job) {
        asksForNames(job);
        boolean pulls = manifests
                .pods()
                .filter(pod -> Manifests.name(pod.owner()).equals(job))
                .anyMatch(pod -> pod.containers().toString().contains("\"pull\""));
        if (pulls) {
            edges.add(new Edge(job, OUTSIDE, 443));
        }
        if (manifests.find(Manifests.SOURCES, "SinkBinding", job).isPresent()) {
            posts(job);
        }
    }

    private void asksForNames(String name) {
        NAMES.forEach(names -> edges.add(new Edge(name, names, 53)));
    }

    private boolean isOneOfMany(String set) {
        return manifests.find("apps/v1", "StatefulSet", set).stream()
                .anyMatch(found -> found.at("/spec/replicas").asInt() > 1);
    }
}
