package io.millrace.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The index at one moment. OpenSearch forgets it by itself some minutes after its last use. */
record PointInTime(Cluster cluster, String id) implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PointInTime.class.getName());

    /** After each search; a question takes seconds at most. */
    private static final String KEPT = "2m";

    /** Idf and average length as the whole index has them, not each shard: else one passage would be scored in two ways. */
    private static final String BY_ALL_SHARDS = "dfs_query_then_fetch";

    private static final String BY_EACH_SHARD = "query_then_fetch";

    /** The order of documents that are scored alike: that in which a shard wrote them. */
    private static final Object AS_WRITTEN = Map.of("_seq_no", "asc");

    static PointInTime of(Cluster cluster, String index) {
        JsonNode opened = cluster.ask(
                "POST",
                "/" + index + "/_search/point_in_time",
                Map.of("keep_alive", KEPT, "allow_partial_pit_creation", "false"),
                null);
        return new PointInTime(cluster, opened.path("pit_id").asText());
    }

    /**
     * A search for documents.
     *
     * @param ranked whether the best come first; else all come in an order that is always the same
     * @param words whether words are scored, so that all shards are asked for their statistics first
     * @param source what of each document is wanted; none for nothing
     */
    record Search(List<Object> filters, Object query, int size, boolean ranked, boolean words, List<String> source) {

        Search {
            filters = List.copyOf(filters);
            source = List.copyOf(source);
        }

        private String type() {
            return words ? BY_ALL_SHARDS : BY_EACH_SHARD;
        }

        private Map<String, Object> body(String pointInTime) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("pit", Map.of("id", pointInTime, "keep_alive", KEPT));
            body.put("query", Map.of("bool", Map.of("filter", filters, "must", List.of(query))));
            body.put("size", size);
            body.put("sort", ranked ? List.of("_score", AS_WRITTEN) : List.of(AS_WRITTEN));
            body.put("track_total_hits", false);
            body.put("_source", source.isEmpty() ? false : source);
            return body;
        }
    }

    /** What is found, document by document. Incomplete answers are failures: who may not see all shards must not think so. */
    List<Hit> search(Search search) {
        return Hit.of(cluster.ask(
                "POST",
                "/_search",
                Map.of("search_type", search.type(), "allow_partial_search_results", "false"),
                search.body(id)));
    }

    /** Searches in one request; what each finds, in their order. */
    List<List<Hit>> searches(List<Search> searches) {
        List<Object> lines = new ArrayList<>();
        for (Search each : searches) {
            lines.add(Map.of("search_type", each.type(), "allow_partial_search_results", false));
            lines.add(each.body(id));
        }
        return cluster.searches(lines).stream().map(Hit::of).toList();
    }

    @Override
    public void close() {
        try {
            cluster.call("DELETE", "/_search/point_in_time", Map.of(), Map.of("pit_id", List.of(id)));
        } catch (ProblemException e) {
            LOG.log(Level.DEBUG, "OpenSearch forgets a moment by itself", e);
        }
    }
}
