package io.millrace.index.opensearch;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Parts of a query that look into the passages of a document. */
final class PassageQueries {

    /** Under which names of an answer the passages stand that words found, or vectors, or that were asked for by their ids. */
    static final String BY_WORDS = "words";

    static final String BY_VECTOR = "vectors";
    static final String BY_ID = "ids";

    /** What is stored of a passage. */
    static final String CONTENT = "passages.content";

    static final String EMBEDDING = "passages.embedding";

    private static final String ID = "passages.id";
    private static final String VECTOR = "passages.vector";

    private PassageQueries() {}

    /**
     * @param size the most passages of a document that are given
     * @param stored what is stored of each and wanted
     */
    static Object nested(String name, Object query, int size, List<String> stored) {
        Map<String, Object> given = stored.isEmpty()
                ? Map.of("name", name, "size", size, "_source", false, "docvalue_fields", List.of(ID))
                : Map.of("name", name, "size", size, "stored_fields", stored, "docvalue_fields", List.of(ID));
        return Map.of("nested", Map.of("path", "passages", "score_mode", "max", "query", query, "inner_hits", given));
    }

    /** The passages whose vectors the graph leads to, of documents that are admitted. */
    static Object nearest(float[] target, int k, List<Object> admission) {
        return Map.of(
                "knn",
                Map.of(
                        VECTOR,
                        Map.of(
                                "vector",
                                target,
                                "k",
                                k,
                                "filter",
                                Map.of("bool", Map.of("filter", admission)),
                                // Without it a document gives its best passage only.
                                "expand_nested_docs",
                                true)));
    }

    /** Scores what {@code passages} finds by its vector: (1 + cosine) ÷ 2. */
    static Object compared(float[] target, Object passages) {
        return Map.of(
                "script_score",
                Map.of(
                        "query",
                        passages,
                        "script",
                        Map.of(
                                "lang",
                                "knn",
                                "source",
                                "knn_score",
                                "params",
                                Map.of("field", VECTOR, "query_value", target, "space_type", "cosinesimil"))));
    }

    static double cosine(double score) {
        return Math.clamp(2 * score - 1, -1, 1);
    }

    static Object all() {
        return Map.of("match_all", Map.of());
    }

    static Object withIds(Collection<String> ids) {
        return Map.of("terms", Map.of(ID, ids));
    }

    /** Scores as {@code scored} does what {@code filter} admits. */
    static Object filtered(Object scored, Object filter) {
        return Map.of("bool", Map.of("must", List.of(scored), "filter", List.of(filter)));
    }
}
