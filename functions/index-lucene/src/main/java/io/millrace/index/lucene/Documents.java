package io.millrace.index.lucene;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.ingest.ReindexRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** The Lucene documents of each kind (see {@link Fields}). */
final class Documents {

    private static final FieldType TEXT = text();

    private Documents() {}

    static Document ledger(DocumentState state) throws IOException {
        Document document = wordless();
        document.add(new StringField(Fields.LEDGER, Fields.keyOf(state.key()), Store.NO));
        document.add(new StringField(Fields.LEDGER_IS, termOf(state.state()), Store.NO));
        document.add(new StringField(Fields.LEDGER_IS, termOf(state.key().tenant(), state.state()), Store.NO));
        if (state.settledAt() != null) {
            document.add(new NumericDocValuesField(
                    Fields.SETTLED_AT, state.settledAt().toEpochMilli()));
        }
        if (state.changing()) {
            document.add(new StringField(Fields.LEDGER_IS, Fields.CHANGING, Store.NO));
        }
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, StateCodec.encode(state)));
        return document;
    }

    static String termOf(DocumentState.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String termOf(String tenant, DocumentState.State state) {
        return tenant + "/" + termOf(state);
    }

    /** @param first whether none of its version is staged yet */
    static Document staged(String key, Batch batch, boolean first, Instant now) throws IOException {
        Document document = wordless();
        if (first) {
            document.add(new StringField(Fields.STAGED_FIRST, "", Store.NO));
        }
        document.add(new StringField(Fields.STAGED, key, Store.NO));
        document.add(new LongPoint(Fields.CAME_AT, now.toEpochMilli()));
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, BatchCodec.encode(batch)));
        return document;
    }

    static Document assigned(String change, Sequence sequence, Instant now) {
        Document document = wordless();
        document.add(new StringField(Fields.ASSIGNED, change, Store.NO));
        document.add(new LongPoint(Fields.CAME_AT, now.toEpochMilli()));
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, new BytesRef(sequence.value())));
        return document;
    }

    static Document run(ReindexRun run, Instant now) throws IOException {
        Document document = wordless();
        document.add(new StringField(
                Fields.RUN, Fields.run(run.tenant(), run.scope()).bytes(), Store.NO));
        if (run.done()) {
            document.add(new LongPoint(Fields.CAME_AT, now.toEpochMilli()));
        }
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, RunCodec.encode(run)));
        return document;
    }

    static Document position(String source, String key, String value) throws IOException {
        Document document = wordless();
        document.add(
                new StringField(Fields.POSITION, Fields.position(source, key).bytes(), Store.NO));
        document.add(new StringField(Fields.POSITION_OF, source, Store.NO));
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, PositionCodec.encode(Map.entry(key, value))));
        return document;
    }

    static Document use(String tenant, TenantUse use) {
        Document document = wordless();
        document.add(new StringField(Fields.USE, tenant, Store.NO));
        ByteBuffer payload = ByteBuffer.allocate(3 * Long.BYTES);
        payload.putLong(use.documents()).putLong(use.bytes()).putLong(use.chunks());
        document.add(new BinaryDocValuesField(Fields.PAYLOAD, new BytesRef(payload.array())));
        return document;
    }

    static TenantUse use(BytesRef payload) {
        ByteBuffer bytes = ByteBuffer.wrap(payload.bytes, payload.offset, payload.length);
        return new TenantUse(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** @param edition the first of the index's editions that has it */
    static Document passage(DocumentVersion version, EmbeddedChunk embedded, long edition) throws IOException {
        String context = PassageText.context(version.title(), embedded.chunk().headings());
        Document document = new Document();
        document.add(new StringField(Fields.PASSAGE_OF, Fields.keyOf(version.document()), Store.NO));
        document.add(new BinaryDocValuesField(
                Fields.NAMES,
                Fields.name(version.document().id(), embedded.chunk().id())));
        document.add(new Field(Fields.TEXT, context + embedded.chunk().text(), TEXT));
        document.add(new KnnFloatVectorField(
                Fields.VECTOR, embedded.vector().toArray(), VectorSimilarityFunction.DOT_PRODUCT));
        for (String principal : version.access().principals()) {
            document.add(new StringField(
                    Fields.SEEN_BY, Fields.seenBy(version.document().tenant(), principal), Store.NO));
        }
        document.add(new StringField(Fields.URI, version.uri(), Store.NO));
        FilterFields.add(version, document);
        document.add(new LongField(Fields.EDITION, edition, Store.NO));
        document.add(
                new BinaryDocValuesField(Fields.PAYLOAD, PassageCodec.encode(PassageCodec.passage(version, embedded))));
        return document;
    }

    /**
     * For what is no passage: a text without words. It counts nowhere, but with it every Lucene document has a length, and
     * Lucene stores lengths that all have as an array. Looking them up sparsely took 70 % of the time of merges.
     */
    private static Document wordless() {
        Document document = new Document();
        document.add(new Field(Fields.TEXT, "", TEXT));
        return document;
    }

    /** With positions, for quoted phrases. */
    private static FieldType text() {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        type.freeze();
        return type;
    }
}
