package io.millrace.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;

/** A server's version, one that has what this store needs: all passages of a nested vector query (2.19). */
record OpenSearchVersion(int major, int minor) {

    private static final OpenSearchVersion LEAST = new OpenSearchVersion(2, 19);

    /** @param said what the server says of its version */
    static OpenSearchVersion of(JsonNode said) {
        String number = said.path("number").asText("");
        String[] parts = number.split("\\.", 3);
        boolean right = "opensearch".equals(said.path("distribution").asText())
                && parts.length > 1
                && parts[0].matches("\\d{1,4}")
                && parts[1].matches("\\d{1,4}");
        OpenSearchVersion version =
                right ? new OpenSearchVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])) : LEAST;
        if (!right || version.major < LEAST.major || (version.major == LEAST.major && version.minor < LEAST.minor)) {
            throw ProblemException.of(
                    Category.INTERNAL,
                    "index-server-not-supported",
                    "millrace.opensearch.url leads to "
                            + (right ? "OpenSearch " + number : "a server that is not OpenSearch")
                            + "; it must be OpenSearch 2.19 or later.");
        }
        return version;
    }

    /** What a BM25 score of this server is divided by to be Lucene's: before 3.0 OpenSearch multiplies all by k1 + 1. */
    double scoreFactor(double k1) {
        return major < 3 ? k1 + 1 : 1;
    }
}
