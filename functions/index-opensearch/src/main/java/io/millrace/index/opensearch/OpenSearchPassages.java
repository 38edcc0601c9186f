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

    /**
     * What stands where a document's next write goes.
     *
     * @param version empty where nothing can be found
     */
    private record Standing(Sequence sequence, String version, long number, long term) {}

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

    @Override
    public boolean raise(DocumentVersion version) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Cluster.Answer found = look(version.document(), "*");
            if (!found.errorType().isEmpty()) {
                throw Failures.of(found);
            }
            Standing before = standing(found);
            if (before == null || !before.version().equals(version.version())) {
                return false;
            }
            if (!version.sequence().isAfter(before.sequence())) {
                return true;
            }
            List<EmbeddedChunk> passages = passages(version);
            if (passages.isEmpty()) {
                return false;
            }
            byte[] content = StoredDocument.raised(found.body().path("_source"), version.sequence(), passages);
            if (written(version.document(), placeOf(before), content)) {
                return true;
            }
        }
        throw Failures.busy();
    }

    /** None where searches don't show this version. */
    private List<EmbeddedChunk> passages(DocumentVersion version) {
        try (PointInTime now = PointInTime.of(cluster, settings.index())) {
            return new PassageReader(now).embedded(version.document(), version.version());
        }
    }

    private void write(DocumentKey document, Sequence sequence, byte[] content, boolean showing) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Cluster.Answer found = look(document, "sequence,version");
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
            Map<String, String> place = before == null
                    ? Map.of("refresh", showing ? refresh() : "false", "op_type", "create")
                    : placeOf(before);
            if (written(document, place, content)) {
                return;
            }
        }
        throw Failures.busy();
    }

    private Cluster.Answer look(DocumentKey document, String fields) {
        return cluster.call("GET", path(document), Map.of("_source_includes", fields), null);
    }

    /** False where another write came before. */
    private boolean written(DocumentKey document, Map<String, String> place, byte[] content) {
        Cluster.Answer written = cluster.call("PUT", path(document), place, content);
        if (!written.isGood() && written.status() != CONFLICT) {
            throw Failures.of(written);
        }
        return written.isGood();
    }

    private String path(DocumentKey document) {
        return "/" + settings.index() + "/_doc/" + document.id();
    }

    private String refresh() {
        return settings.refresh().isZero() ? "true" : "wait_for";
    }

    private Map<String, String> placeOf(Standing before) {
        return Map.of(
                "refresh",
                refresh(),
                "if_seq_no",
                Long.toString(before.number()),
                "if_primary_term",
                Long.toString(before.term()));
    }

    private static @Nullable Standing standing(Cluster.Answer found) {
        if (!found.body().path("found").asBoolean()) {
            if (found.status() != NOT_FOUND) {
                throw Failures.of(found);
            }
            return null;
        }
        JsonNode source = found.body().path("_source");
        return new Standing(
                new Sequence(source.path("sequence").asText()),
                source.path("version").asText(),
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
