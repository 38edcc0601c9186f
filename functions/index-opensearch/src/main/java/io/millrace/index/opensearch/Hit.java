package io.millrace.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A document that a search found.
 *
 * @param id the document's
 * @param source what was asked for of it
 * @param passages what was found nested in it, by the name of the query's part that found it
 */
record Hit(String id, JsonNode source, JsonNode passages) {

    /**
     * A passage of it.
     *
     * @param id the chunk's
     * @param offset its place among the document's passages, from 0
     * @param fields what is stored of it, as far as it was asked for
     */
    record Inner(String document, String id, int offset, double score, JsonNode fields) {}

    static List<Hit> of(JsonNode answer) {
        List<Hit> hits = new ArrayList<>();
        for (JsonNode hit : answer.path("hits").path("hits")) {
            hits.add(new Hit(hit.path("_id").asText(), hit.path("_source"), hit.path("inner_hits")));
        }
        return hits;
    }

    /** The passages that the part {@code name} of the query found, best first. */
    List<Inner> passages(String name) {
        List<Inner> found = new ArrayList<>();
        for (JsonNode hit : passages.path(name).path("hits").path("hits")) {
            JsonNode fields = hit.path("fields");
            found.add(new Inner(
                    id,
                    fields.path("passages.id").path(0).asText(),
                    hit.path("_nested").path("offset").asInt(),
                    hit.path("_score").asDouble(),
                    fields));
        }
        return found;
    }

    /** Whether that part found more than it gave. */
    boolean hasMore(String name) {
        JsonNode hits = passages.path(name).path("hits");
        return hits.path("total").path("value").asLong() > hits.path("hits").size();
    }
}
