package io.millrace.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.index.pgvector.LedgerView;
import io.millrace.index.pgvector.PassagesElsewhere;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Passages in one index of OpenSearch. What can be found of a document is one OpenSearch document, so its versions follow one another by one write, which names the write
 * that it takes the place of ({@code if_seq_no}): one that comes late, whose sender the ledger has given up, is refused or finds that a later sequence is there.
 */
final class OpenSearchPassages implements PassagesElsewhere {

    /** How often a write that another came before is tried again. */
    private static final int ATTEMPTS = 5;

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final String EXISTS_ALREADY = "resource_already_exists_exception";

    private final OpenSearchSettings settings;
    private final Cluster cluster;
    private volatile @Nullable String identity;

    OpenSearchPassages(OpenSearchSettings settings) {
        this.settings = settings;
        this.cluster = new Cluster(settings);
    }

    /** What stands where a document's next write goes. */
    private record Standing(Sequence sequence, long number, long term) {}

    @Override
    public String create(int dimension) {
        Cluster.Answer answer = cluster.call(
                "PUT",
                "/" + settings.index(),
                Map.of(),
                IndexForm.of(settings, dimension, UUID.randomUUID().toString()));
        if (!answer.isGood() && !EXISTS_ALREADY.equals(answer.errorType())) {
            throw Failures.of(answer);
        }
        IndexForm.Meta meta = meta();
        if (!answer.isGood() && (meta.dimension() != dimension || documents() > 0)) {
            throw ProblemException.of(
                    Category.INTERNAL,
                    "index-of-another-ledger",
                    "The index " + settings.index() + " of OpenSearch is not empty, or for vectors of "
                            + meta.dimension() + " components and not of " + dimension
                            + ", but the ledger's schema is empty: name another index (millrace.opensearch.index), or the schema that belongs to this one (millrace.opensearch.schema).");
        }
        return meta.identity();
    }

    private long documents() {
        return cluster.ask("GET", "/" + settings.index() + "/_count", Map.of(), null)
                .path("count")
                .asLong();
    }

    @Override
    public String identity() {
        String known = identity;
        if (known == null) {
            known = meta().identity();
            identity = known;
        }
        return known;
    }

    private IndexForm.Meta meta() {
        JsonNode mappings = cluster.ask("GET", "/" + settings.index() + "/_mapping", Map.of(), null);
        IndexForm.Meta meta =
                IndexForm.Meta.of(mappings.path(mappings.fieldNames().next()));
        if (meta.form() != IndexForm.VERSION) {
            throw ProblemException.of(
                    Category.INTERNAL,
                    "index-of-another-form",
                    "The index " + settings.index() + " of OpenSearch has form " + meta.form()
                            + ", this build has form "
                            + IndexForm.VERSION
                            + ": name a new index and a new schema (millrace.opensearch.index and .schema), and reindex everything.");
        }
        return meta;
    }

    @Override
    public void show(DocumentVersion version, List<EmbeddedChunk> passages) {
        write(version.document(), version.sequence(), StoredDocument.of(version, passages), true);
    }

    @Override
    public void hide(DocumentKey document, Sequence sequence) {
        write(document, sequence, StoredDocument.tombstone(document, sequence), false);
    }

    private void write(DocumentKey document, Sequence sequence, byte[] content, boolean showing) {
        String path = "/" + settings.index() + "/_doc/" + document.id();
        String refresh = settings.refresh().isZero() ? "true" : "wait_for";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Cluster.Answer found = cluster.call("GET", path, Map.of("_source_includes", "sequence"), null);
            if (!found.errorType().isEmpty()) {
                if (found.status() == NOT_FOUND && identity == null) {
                    // Nothing was ever kept, so nothing is to be hidden.
                    return;
                }
                throw Failures.of(found);
            }
            Standing before = standing(found);
            if (before != null && before.sequence().isAfter(sequence)) {
                return;
            }
            // Where nothing was and nothing comes, nobody waits to see it.
            Map<String, String> parameters = before == null
                    ? Map.of("refresh", showing ? refresh : "false", "op_type", "create")
                    : Map.of(
                            "refresh",
                            refresh,
                            "if_seq_no",
                            Long.toString(before.number()),
                            "if_primary_term",
                            Long.toString(before.term()));
            Cluster.Answer written = cluster.call("PUT", path, parameters, content);
            if (written.isGood()) {
                return;
            }
            if (written.status() != CONFLICT) {
                throw Failures.of(written);
            }
        }
        throw Failures.busy();
    }

    private static @Nullable Standing standing(Cluster.Answer found) {
        if (!found.body().path("found").asBoolean()) {
            if (found.status() != NOT_FOUND) {
                throw Failures.of(found);
            }
            return null;
        }
        return new Standing(
                new Sequence(found.body().path("_source").path("sequence").asText()),
                found.body().path("_seq_no").asLong(),
                found.body().path("_primary_term").asLong());
    }

    @Override
    public IndexSnapshot snapshot(LedgerView ledger) {
        return OpenSearchSnapshot.open(cluster, settings.index(), ledger);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
