package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.TenantUse;
import io.millrace.core.index.StageResult;
import io.millrace.core.ingest.BatchIndexer;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.core.ingest.IngestionSteps;
import io.millrace.core.ingest.Prepared;
import io.millrace.core.ingest.Quotas;
import io.millrace.core.ingest.Quotas.Quota;
import io.millrace.core.text.Span;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Quotas of tenants, with any store that keeps their use. An adapter's test extends this and gives a fresh, empty store for each test.
 */
public abstract class QuotaContract extends StoreContract {

    private static final long NONE = Long.MAX_VALUE;
    private static final DocumentParser LINES = (content, request) -> {
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        return new ParsedDocument(
                "", "text/plain", text, List.of(new Block.Paragraph(new Span(0, text.length()), null)), Map.of());
    };

    private final Map<String, String> contents = new HashMap<>();
    private final RecordingEmbedder embedder = new RecordingEmbedder();
    private Quotas quotas = Quotas.NONE;

    @Test
    void aDocumentTooManyIsRejectedBeforeItIsEmbedded() {
        limit(new Quota(1, NONE, NONE));
        bringIn("a", 1, "First.");
        embedder.takeAsked();
        assertRejected(prepare("b", 1, "Second."), "documents", "may have 1", "have 1", "millrace.quotas.documents");
        assertThat(embedder.takeAsked()).isEmpty();
        assertThat(ledger().use(TENANT).documents()).isOne();
    }

    @Test
    void aNewVersionTakesThePlaceOfTheOldOne() {
        limit(new Quota(1, 10, NONE));
        bringIn("a", 1, "123456789.");
        bringIn("a", 2, "987654321.");
        assertThat(ledger().use(TENANT)).isEqualTo(new TenantUse(1, 10, 1));
        assertRejected(prepare("a", 3, "0123456789."), "bytes", "may have 10", "have 0", "adds at least 11");
        assertThat(ledger().use(TENANT)).isEqualTo(TenantUse.NONE);
    }

    @Test
    void passagesAreLimitedToo() {
        limit(new Quota(NONE, NONE, 3));
        bringIn("a", 1, "word ".repeat(40));
        assertThat(ledger().use(TENANT).chunks()).isEqualTo(2);
        assertRejected(prepare("b", 1, "word ".repeat(40)), "chunks", "may have 3", "have 2", "adds at least 2");
    }

    @Test
    void aRemovalMakesRoomForTheNextChange() {
        limit(new Quota(1, NONE, NONE));
        bringIn("a", 1, "First.");
        assertRejected(prepare("b", 1, "Second."), "documents");
        index().remove(key("a"), uri("a"), Sequence.ofNumber(2), Instant.EPOCH);
        bringIn("b", 2, "Second.");
        assertThat(ledger().use(TENANT).documents()).isOne();
    }

    @Test
    void whatWasPreparedWhileThereWasRoomIsCheckedAgainBeforeItIsEmbedded() {
        limit(new Quota(1, NONE, NONE));
        Prepared first = prepare("a", 1, "First.");
        Prepared second = prepare("b", 1, "Second.");
        index(first);
        embedder.takeAsked();
        StageResult late = index(second);
        assertThat(late).isInstanceOf(StageResult.Rejected.class);
        assertThat(((StageResult.Rejected) late).state().code()).isEqualTo(Quotas.OVER_QUOTA);
        assertThat(index(second)).isEqualTo(late);
        assertThat(embedder.takeAsked()).isEmpty();
        assertThat(ledger().use(TENANT).documents()).isOne();
    }

    @Test
    void aTenantMayHaveAQuotaOfItsOwn() {
        quotas = new Quotas(new Quota(0, NONE, NONE), Map.of(TENANT, new Quota(1, NONE, NONE)));
        bringIn("a", 1, "First.");
        assertThat(quotas.of("other").documents()).isZero();
    }

    private void limit(Quota quota) {
        quotas = new Quotas(quota, Map.of());
    }

    private static void assertRejected(Prepared prepared, String... said) {
        assertThat(prepared).isInstanceOf(Prepared.Rejected.class);
        var state = ((Prepared.Rejected) prepared).state();
        assertThat(state.code()).isEqualTo(Quotas.OVER_QUOTA);
        assertThat(state.reason()).contains(said).contains("the next reindex tries this one again");
    }

    private void bringIn(String name, long position, String content) {
        published(index(prepare(name, position, content)));
    }

    private Prepared prepare(String name, long position, String content) {
        contents.put(uri(name), content);
        DocumentPreparer preparer = new DocumentPreparer(
                List.of(new Memory(contents)),
                LINES,
                new RegisteredSources(List.of()),
                ChunkerSelection.only(new StructureChunker(
                        texts -> texts.stream()
                                .map(text -> text.split("\\s+").length)
                                .toList(),
                        new ChunkSettings(24, 2, 8, 4, 22, 100))),
                ledger(),
                index(),
                new IngestionLimits(1000, IngestionLimits.DEFAULT.batches(), quotas),
                embedder.model(),
                new IngestionSteps(List.of()));
        return preparer.prepare(
                new DocumentChange(
                        key(name),
                        Sequence.ofNumber(position),
                        uri(name),
                        uri(name),
                        null,
                        null,
                        null,
                        null,
                        AccessList.EVERYONE,
                        Map.of(),
                        Instant.EPOCH),
                Instant.EPOCH);
    }

    private StageResult index(Prepared prepared) {
        assertThat(prepared).isInstanceOf(Prepared.Passages.class);
        var passages = (Prepared.Passages) prepared;
        assertThat(passages.batches()).hasSize(1);
        return new BatchIndexer(embedder, ledger(), index(), quotas)
                .index(passages.version(), 0, 1, passages.batches().getFirst());
    }

    private static String uri(String name) {
        return "memory:/" + name;
    }

    private static DocumentKey key(String name) {
        return DocumentKey.of(TENANT, uri(name));
    }

    /** Documents by uri. */
    private record Memory(Map<String, String> contents) implements DocumentSource {

        @Override
        public boolean serves(String uri) {
            return contents.containsKey(uri);
        }

        @Override
        public Content open(String uri) {
            byte[] bytes = String.valueOf(contents.get(uri)).getBytes(StandardCharsets.UTF_8);
            return new Content(new ByteArrayInputStream(bytes), bytes.length, null);
        }

        @Override
        public List<Entry> list(String scope, @Nullable String after, int limit) {
            return List.of();
        }

        @Override
        public boolean contains(String uri) {
            return serves(uri);
        }
    }
}
