package io.millrace.index.lucene;

import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.LedgerRules;
import io.millrace.core.index.Passage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Lists what an index holds, one line for each document, passage and staged batch, in an order that depends on nothing else: two
 * indexes are the same if their lists are.
 *
 * <p>Left out is what may differ between runs: when a change took effect and how long that took, failed attempts, given-out sequences, and the access list of a tombstone (see {@link LedgerRules}).
 */
final class Contents {

    private final Committed committed;
    private final Appendable out;

    Contents(Committed committed, Appendable out) {
        this.committed = committed;
        this.out = out;
    }

    void write() throws IOException {
        committed.scan(Fields.LEDGER, "", "", (key, segment, doc) -> {
            write(StateCodec.decode(Committed.payload(segment, doc)));
            return true;
        });
        committed.scan(Fields.STAGED, "", "", (key, segment, doc) -> {
            Batch batch = BatchCodec.decode(Committed.payload(segment, doc));
            line("staged", key, hash(BatchCodec.encode(withoutTimes(batch))));
            return true;
        });
    }

    private void write(DocumentState state) throws IOException {
        line(
                "document",
                Fields.keyOf(state.key()),
                state.state().name().toLowerCase(Locale.ROOT),
                state.version(),
                "known",
                state.known().value(),
                "settled",
                state.settled().value(),
                "chunks",
                Integer.toString(state.chunks()),
                state.state() == State.REMOVED
                        ? "removed"
                        : String.join(",", state.access().principals()),
                "etag",
                state.etag(),
                "code",
                state.code(),
                state.uri(),
                state.title());
        List<String> passages = new ArrayList<>();
        for (LeafReaderContext leaf : committed.reader().leaves()) {
            addPassages(state, leaf, passages);
        }
        passages.sort(null);
        for (String passage : passages) {
            line("passage", passage);
        }
    }

    private static void addPassages(DocumentState state, LeafReaderContext leaf, List<String> passages)
            throws IOException {
        PostingsEnum postings = leaf.reader().postings(Fields.passagesOf(state.key()), PostingsEnum.NONE);
        if (postings == null) {
            return;
        }
        Bits live = leaf.reader().getLiveDocs();
        for (int doc = postings.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = postings.nextDoc()) {
            if (live == null || live.get(doc)) {
                BytesRef payload = Committed.payload(leaf.reader(), doc);
                Passage passage = PassageCodec.decode(payload);
                passages.add(String.format(
                        Locale.ROOT,
                        "%s %08d %s version %s content %s vector %s",
                        Fields.keyOf(state.key()),
                        passage.chunk().ordinal(),
                        passage.chunk().id(),
                        passage.version(),
                        hash(payload),
                        hash(Committed.vector(leaf.reader(), doc))));
            }
        }
    }

    /** How it came here is no part of what is here. */
    private static Batch withoutTimes(Batch batch) {
        DocumentVersion version = batch.version();
        return new Batch(
                new DocumentVersion(
                        version.document(),
                        version.version(),
                        version.sequence(),
                        version.configuration(),
                        version.uri(),
                        version.title(),
                        version.contentType(),
                        version.etag(),
                        version.metadata(),
                        version.access(),
                        version.changedAt(),
                        version.bytes(),
                        null),
                batch.number(),
                batch.batches(),
                batch.chunks());
    }

    private void line(@Nullable String... words) throws IOException {
        String separator = "";
        for (String word : words) {
            out.append(separator).append(word == null ? "-" : word);
            separator = " ";
        }
        out.append('\n');
    }

    private static String hash(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return hash(new BytesRef(bytes.array()));
    }

    private static String hash(BytesRef bytes) {
        var sha256 = Digest.sha256();
        sha256.update(bytes.bytes, bytes.offset, bytes.length);
        return HexFormat.of().formatHex(sha256.digest(), 0, 16);
    }
}
