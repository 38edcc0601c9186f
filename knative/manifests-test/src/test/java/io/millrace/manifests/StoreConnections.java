package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All pods that use the store, at their largest number, open no more connections than PostgreSQL admits, and leave some for backups and people. */
final class StoreConnections implements Rule {

    private static final int SPARE = 10;
    private static final String FLAG = "max_connections=";

    @Override
    public List<Finding> check(Manifests manifests) {
        Map<String, String> settings = FunctionSettings.all(manifests);
        int each = Integer.parseInt(settings.getOrDefault("MILLRACE_PGVECTOR_CONNECTIONS", "16"));
        int pods = manifests
                .pods()
                .filter(pod -> FunctionSettings.of(manifests, pod).usesStore())
                .mapToInt(StoreConnections::most)
                .sum();
        int rows = rowConnections(manifests, Integer.parseInt(settings.getOrDefault("MILLRACE_JDBC_CONNECTIONS", "4")));
        int needed = pods * each + rows + SPARE;
        Stream<JsonNode> clusters = manifests
                .all("postgresql.cnpg.io/v1", "Cluster")
                .filter(cluster -> cluster.at("/spec/postgresql/parameters/max_connections")
                                .asInt(100)
                        < needed)
                .map(cluster -> cluster);
        Stream<JsonNode> sets = manifests
                .all("apps/v1", "StatefulSet")
                .filter(set -> Manifests.name(set).equals("postgresql"))
                .filter(set -> admitted(set) < needed)
                .map(set -> set);
        return Stream.concat(clusters, sets)
                .map(server -> new Finding(
                        Manifests.label(server),
                        "max_connections is below " + pods + " pods × " + each + " connections + " + rows
                                + " to databases of rows + " + SPARE))
                .toList();
    }

    /** To databases of rows that the store's server has, too. */
    private static int rowConnections(Manifests manifests, int each) {
        return RowReader.in(manifests)
                .mapToInt(reader -> (int) reader.addresses()
                                .filter(address -> URI.create(address).getHost().equals("postgresql"))
                                .count()
                        * most(reader.pod())
                        * each)
                .sum();
    }

    private static int most(Pod pod) {
        return pod.isFunction()
                ? Pod.template(pod.owner())
                        .at("/metadata/annotations")
                        .path("autoscaling.knative.dev/max-scale")
                        .asInt(0)
                : pod.owner().at("/spec/replicas").asInt(1);
    }

    private static int admitted(JsonNode set) {
        return Pod.items(set.at("/spec/template/spec/containers/0/args"))
                .map(JsonNode::asText)
                .filter(argument -> argument.startsWith(FLAG))
                .mapToInt(argument -> Integer.parseInt(argument.substring(FLAG.length())))
                .findFirst()
                .orElse(100);
    }
}
