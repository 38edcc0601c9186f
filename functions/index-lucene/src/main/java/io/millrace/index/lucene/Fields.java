package io.millrace.index.lucene;

import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import java.util.Locale;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * The fields of the index. Each kind of Lucene document has a key field of its own: {@link #LEDGER} a document's state,
 * {@link #STAGED} a batch that waits for the others, {@link #ASSIGNED} a sequence that was given out, {@link #RUN} a reindex run, {@link #POSITION} a value of
 * {@link LucenePositions}, {@link #USE} what a tenant takes,
 * {@link #PASSAGE_OF} a passage.
 */
final class Fields {

    /** Binary doc value: what the Lucene document stands for, as {@link StateCodec}, {@link BatchCodec} or {@link PassageCodec} wrote it. */
    static final String PAYLOAD = "payload";

    /** Key of a document's state: {@code tenant/id}. */
    static final String LEDGER = "ledger";

    /** Terms to count states by: the state's name, {@code tenant/} and the state's name, and {@link #CHANGING}. */
    static final String LEDGER_IS = "ledgerIs";

    static final String CHANGING = "changing";

    /** Doc value of a document's state: when it settled, in epoch milliseconds. */
    static final String SETTLED_AT = "settledAt";

    /** Key of what a tenant's documents take: the tenant. */
    static final String USE = "use";

    /** Term on the first batch of a version that was staged, to count the versions by. */
    static final String STAGED_FIRST = "stagedFirst";

    /** Key of a staged batch: see {@link #staged}. */
    static final String STAGED = "staged";

    /** Key of a given-out sequence: a digest of the document and the change. */
    static final String ASSIGNED = "assigned";

    /** Key of a reindex run: see {@link #run}. */
    static final String RUN = "run";

    /** Key of a value of {@link LucenePositions}: a digest of source and key. */
    static final String POSITION = "position";

    /** The source that a value of {@link LucenePositions} is of. */
    static final String POSITION_OF = "positionOf";

    /** Point: when a staged batch, a given-out sequence or the end of a reindex run came, in epoch milliseconds. */
    static final String CAME_AT = "cameAt";

    /** {@code tenant/id} of the passage's document. */
    static final String PASSAGE_OF = "passageOf";

    /** Doc value of a passage: 32 characters of document id, then the chunk id. */
    static final String NAMES = "names";

    /** Context and text of a passage, analysed. */
    static final String TEXT = "text";

    static final String VECTOR = "vector";

    /** {@code tenant/principal} for each principal that may see the passage: one term answers both questions. */
    static final String SEEN_BY = "seenBy";

    /** Uri of the passage's document, whole. */
    static final String URI = "uri";

    /** Path of the uri of the passage's document, whole: see {@link io.millrace.core.index.Filter#pathOf}. */
    static final String PATH = "path";

    /** Media type of the passage's document, without parameters, in lower case. */
    static final String CONTENT_TYPE = "contentType";

    /** Language of the passage's document, as its metadata has it and without its region, in lower case. */
    static final String LANGUAGE = "language";

    /** Each tag of the passage's document. */
    static final String TAG = "tag";

    /** When the passage's document changed at its source, in epoch milliseconds. */
    static final String CHANGED_AT = "changedAt";

    /** Points of two dimensions, a column of the metadata of the passage's document and its number there: see {@link MetadataFields}. */
    static final String NUMBERS = "numbers";

    /** The same with dates, in epoch milliseconds. */
    static final String DATES = "dates";

    /** {@code column=text} for each column of the metadata of the passage's document. */
    static final String KEYWORDS = "keywords";

    /** The edition of the index that a passage came with (see {@link Transaction#edition}); passages of older indexes have none, which is before all. */
    static final String EDITION = "edition";

    /** The most characters of a uri: Lucene takes terms of 32,766 bytes. */
    static final int MAX_URI_LENGTH = 8192;

    private Fields() {}

    static String keyOf(DocumentKey key) {
        return keyOf(key.tenant(), key.id());
    }

    static String keyOf(String tenant, String document) {
        return tenant + "/" + document;
    }

    static Term ledger(DocumentKey key) {
        return new Term(LEDGER, keyOf(key));
    }

    /** One run a tenant and scope: a digest of both, as a scope may be long. */
    static Term run(String tenant, String scope) {
        return new Term(RUN, Digest.of(tenant, scope));
    }

    /** One value a source and key: a digest of both, as a key may be long. */
    static Term position(String source, String key) {
        return new Term(POSITION, Digest.of(source, key));
    }

    static Term positionsOf(String source) {
        return new Term(POSITION_OF, source);
    }

    static Term passagesOf(DocumentKey key) {
        return new Term(PASSAGE_OF, keyOf(key));
    }

    /** What {@link #NAMES} holds of a chunk. */
    static BytesRef name(String document, String chunk) {
        return new BytesRef(document + chunk);
    }

    static String seenBy(String tenant, String principal) {
        return tenant + "/" + principal;
    }

    /** What the keys of all staged batches of a document begin with; a sequence follows. */
    static String stagedOf(DocumentKey key) {
        return keyOf(key) + "/";
    }

    static Term use(String tenant) {
        return new Term(USE, tenant);
    }

    /** What the keys of all staged batches of one version and change begin with. */
    static String stagedOf(DocumentVersion version, int batches) {
        return String.format(
                Locale.ROOT,
                "%s%s/%s/%08d/",
                stagedOf(version.document()),
                version.sequence(),
                version.version(),
                batches);
    }

    static String staged(Batch batch) {
        return stagedOf(batch.version(), batch.batches()) + String.format(Locale.ROOT, "%08d", batch.number());
    }

    /** What the keys of all staged batches of the same document begin with, from a key that {@link #staged} made. */
    static String documentOf(String staged) {
        return withoutLast(4, staged);
    }

    /** What the keys of all staged batches of the same change begin with, from a key that {@link #staged} made. */
    static String changeOf(String staged) {
        return withoutLast(3, staged);
    }

    private static String withoutLast(int parts, String staged) {
        int end = staged.length();
        for (int i = 0; i < parts; i++) {
            end = staged.lastIndexOf('/', end - 1);
        }
        return staged.substring(0, end);
    }

    /** How many batches there are, from a key that {@link #staged} made. */
    static int batchesOf(String staged) {
        String[] parts = staged.split("/", -1);
        return Integer.parseInt(parts[parts.length - 2]);
    }

    /** The sequence within a key that {@link #staged} made. */
    static Sequence sequenceOf(String staged, DocumentKey key) {
        int start = stagedOf(key).length();
        return new Sequence(
                staged.substring(start, start + Sequence.NONE.value().length()));
    }
}
