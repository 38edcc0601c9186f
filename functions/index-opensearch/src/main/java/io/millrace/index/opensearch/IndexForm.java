package io.millrace.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the index is made: one OpenSearch document for each of ours, its passages nested in it. */
final class IndexForm {

    /** Changes with what an index must have; one of another form is refused. 2: terms for conditions on metadata. */
    static final int VERSION = 2;

    /** Measured better than the usual 1.2 and .75 on the evaluation sets (platform-facts). */
    static final double K1 = .9;

    static final double B = .4;

    /** More than a document has passages (ChunkSettings). */
    static final int MOST_PASSAGES = 20_000;

    private static final String FORM = "form";
    private static final String IDENTITY = "identity";
    private static final String DIMENSION = "dimension";

    private IndexForm() {}

    /** What an index says of itself. */
    record Meta(int form, String identity, int dimension) {

        static Meta of(JsonNode mapping) {
            var meta = mapping.path("mappings").path("_meta");
            return new Meta(
                    meta.path(FORM).asInt(),
                    meta.path(IDENTITY).asText(""),
                    meta.path(DIMENSION).asInt());
        }
    }

    static Map<String, Object> of(OpenSearchSettings settings, int dimension, String identity) {
        return Map.of("settings", Map.of("index", settings(settings)), "mappings", mappings(dimension, identity));
    }

    private static Map<String, Object> settings(OpenSearchSettings settings) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("knn", true);
        index.put("number_of_shards", settings.shards());
        index.put("number_of_replicas", settings.replicas());
        // Copies that replicate segments show a write later than its answer says.
        index.put("replication.type", "DOCUMENT");
        index.put("translog.durability", "request");
        index.put("refresh_interval", Math.max(100, settings.refresh().toMillis()) + "ms");
        index.put("max_inner_result_window", MOST_PASSAGES);
        index.put("mapping.nested_objects.limit", MOST_PASSAGES);
        index.put("similarity.millrace", Map.of("type", "BM25", "k1", K1, "b", B));
        return index;
    }

    /** What nobody searches for by itself is stored with its passage, so that one passage is read without its whole document. */
    private static Map<String, Object> mappings(int dimension, String identity) {
        Map<String, Object> passage = new LinkedHashMap<>();
        passage.put("id", Map.of("type", "keyword"));
        passage.put("words", Map.of("type", "text", "analyzer", "whitespace", "similarity", "millrace"));
        passage.put(
                "vector",
                Map.of(
                        "type",
                        "knn_vector",
                        "dimension",
                        dimension,
                        "method",
                        Map.of(
                                "name",
                                "hnsw",
                                "engine",
                                "lucene",
                                "space_type",
                                "cosinesimil",
                                "parameters",
                                Map.of("m", 16, "ef_construction", 100))));
        passage.put("content", Map.of("type", "binary", "store", true));
        passage.put("embedding", Map.of("type", "binary", "store", true));

        Map<String, Object> document = new LinkedHashMap<>();
        for (String searched : List.of(
                "tenant",
                "access",
                "uri",
                "path",
                "content_type",
                "languages",
                "tags",
                MetadataTerms.FIELD,
                "configuration")) {
            document.put(searched, Map.of("type", "keyword"));
        }
        document.put("changed_millis", Map.of("type", "long"));
        for (String kept : List.of("sequence", "version", "title")) {
            document.put(kept, Map.of("type", "keyword", "index", false, "doc_values", false));
        }
        document.put("passages", Map.of("type", "nested", "properties", passage));
        return Map.of(
                "dynamic",
                "strict",
                "_meta",
                Map.of(FORM, VERSION, IDENTITY, identity, DIMENSION, dimension),
                "_source",
                Map.of("excludes", List.of("passages")),
                "properties",
                document);
    }
}
