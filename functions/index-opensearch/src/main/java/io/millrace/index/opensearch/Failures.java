package io.millrace.index.opensearch;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What goes wrong with OpenSearch, as callers see it: without its words, which may hold a document's text, and without addresses. */
final class Failures {

    private static final Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    static ProblemException unreachable(IOException e) {
        LOG.log(Level.WARNING, "OpenSearch can''t be used now: {0}", e.toString());
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "index-not-reachable",
                        "The index's OpenSearch does not answer; see that it runs, and that millrace.opensearch.url (and .certificates, for https) is right."),
                e);
    }

    static ProblemException of(Cluster.Answer answer) {
        String type = answer.errorType();
        String described = "status " + answer.status() + (type.isEmpty() ? "" : ", " + type);
        LOG.log(Level.WARNING, "OpenSearch refused a request of the index: {0}", described);
        return switch (answer.status()) {
            case 401, 403 ->
                ProblemException.of(
                        Category.UNAVAILABLE,
                        "index-not-reachable",
                        "The index's OpenSearch refuses who logs in (" + described
                                + "); see that millrace.opensearch.user and .password are right, and that this user may create, read and write the index.");
            case 404 ->
                "search_context_missing_exception".equals(type)
                        ? ProblemException.of(
                                Category.UNAVAILABLE,
                                "index-snapshot-expired",
                                "The search took too long, and OpenSearch has forgotten what it saw; ask again.")
                        : lost(described);
            case 413 ->
                ProblemException.of(
                        Category.UNPROCESSABLE,
                        "document-too-large",
                        "The document's passages together are more than OpenSearch takes in one request (http.max_content_length); split it into smaller documents, or raise that limit.");
            case 429, 502, 503, 504 ->
                ProblemException.of(
                        Category.UNAVAILABLE,
                        "index-not-reachable",
                        "The index's OpenSearch can't do it now (" + described
                                + "); see that all its shards are there and that it has room, memory and threads left.");
            default ->
                ProblemException.of(
                        Category.INTERNAL,
                        "index-failure",
                        "OpenSearch refused a request of the index (" + described + "); its own log has the details.");
        };
    }

    static ProblemException lost(String described) {
        return ProblemException.of(
                Category.INTERNAL,
                "index-lost",
                "The ledger has documents, and the index of OpenSearch that their passages were in is not there ("
                        + described
                        + "). Put it back from a snapshot, or take an empty schema and an empty index, and reindex everything.");
    }

    static ProblemException busy() {
        return ProblemException.of(
                Category.UNAVAILABLE,
                "index-not-reachable",
                "Others keep changing the same document in OpenSearch; try again.");
    }
}
