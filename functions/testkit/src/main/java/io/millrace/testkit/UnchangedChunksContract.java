package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.chunk.Block;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.StageResult;
import io.millrace.core.ingest.BatchIndexer;
import io.millrace.core.ingest.Quotas;
import io.millrace.core.text.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An edit embeds again only what it changed, in any store, and what it ends in is what embedding everything would have ended in. An adapter's test extends
 * this and gives a fresh, empty store for each test.
 */
public abstract class UnchangedChunksContract extends StoreContract {

    private static final int SECTIONS = 40;
    private static final int BATCH = 20;
    private static final String URI = "file:/samples/chronicle.md";

    private final RecordingEmbedder embedder = new RecordingEmbedder();
    private final List<String> sections = new ArrayList<>();

    @BeforeEach
    void writeTheChronicle() {
        for (int i = 0; i < SECTIONS; i++) {
            sections.add(section(i));
        }
        DocumentState state = index(1, "Chronicle", "one");
        assertThat(state.chunks()).isGreaterThan(80);
        assertThat(embedder.takeAsked()).hasSize(state.chunks());
        assertThat(embedded(state)).isEqualTo(state.chunks());
    }

    @Test
    void anEditInTheMiddleEmbedsOnlyWhatItChanged() {
        sections.set(20, sections.get(20).replace("year 20 ", "year twenty "));
        DocumentState state = index(2, "Chronicle", "one");
        assertThat(embedder.takeAsked()).hasSizeBetween(1, 3);
        assertThat(embedded(state)).isBetween(1, 3);
        assertVectorsAreThoseOfTheirTexts(2, "Chronicle", "one");
    }

    @Test
    void whatOnlyMovesIsNotEmbeddedAgain() {
        sections.addFirst(section(SECTIONS));
        sections.removeLast();
        DocumentState state = index(2, "Chronicle", "one");
        assertThat(embedder.takeAsked())
                .isNotEmpty()
                .allMatch(text -> text.text().contains("Year " + SECTIONS));
        assertThat(embedded(state)).isLessThan(5);
        assertVectorsAreThoseOfTheirTexts(2, "Chronicle", "one");
    }

    @Test
    void anotherTitleIsReadWithEveryChunkSoAllAreEmbedded() {
        DocumentState state = index(2, "Annals", "one");
        assertThat(embedded(state)).isEqualTo(state.chunks());
        assertVectorsAreThoseOfTheirTexts(2, "Annals", "one");
    }

    @Test
    void anotherConfigurationEmbedsAll() {
        DocumentState state = index(2, "Chronicle", "two");
        assertThat(embedded(state)).isEqualTo(state.chunks());
    }

    @Test
    void whatAStepChangedIsEmbeddedAsItIsNow() {
        List<Chunk> chunks = new ArrayList<>(chunks("Chronicle"));
        Chunk before = chunks.get(7);
        String text = before.text().replace("miller", "[name]");
        assertThat(text).isNotEqualTo(before.text());
        chunks.set(7, new Chunk(before.id(), 7, text, before.span(), before.headings(), before.page(), List.of()));
        DocumentState state = index(2, "Chronicle", "one", chunks);
        assertThat(embedded(state)).isOne();
        assertThat(embedder.takeAsked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.text()).contains("[name]"));
        assertThat(texts("[name]")).contains(text);
    }

    @Test
    void aRemovedDocumentLendsNothing() {
        index().remove(key(), URI, Sequence.ofNumber(2), Instant.EPOCH);
        DocumentState state = index(3, "Chronicle", "one");
        assertThat(embedded(state)).isEqualTo(state.chunks());
    }

    @Test
    void itDoesNotMatterThatAnotherVersionBecomesCurrentMeanwhile() {
        List<String> edited = new ArrayList<>(sections);
        edited.set(20, "The mill burnt down in the year twenty. Nobody was hurt. " + edited.get(20));
        embedder.meanwhile(() -> {
            embedder.meanwhile(() -> {});
            index().remove(key(), URI, Sequence.ofNumber(2), Instant.EPOCH);
            sections.replaceAll(section -> section.replace("miller", "fuller"));
            index(3, "Chronicle", "one");
            sections.clear();
            sections.addAll(edited);
        });
        sections.clear();
        sections.addAll(edited);
        DocumentState state = index(4, "Chronicle", "one");
        assertThat(state.settled()).isEqualTo(Sequence.ofNumber(4));
        assertVectorsAreThoseOfTheirTexts(4, "Chronicle", "one");
    }

    private static int embedded(DocumentState state) {
        Indexing indexing = Objects.requireNonNull(state.indexing());
        return indexing.chunksEmbedded();
    }

    private void assertVectorsAreThoseOfTheirTexts(long position, String title, String configuration) {
        List<Chunk> chunks = chunks(title);
        Map<PassageText, EmbeddedChunk> expected = new LinkedHashMap<>();
        for (Chunk chunk : chunks) {
            PassageText text = PassageText.of(title, chunk);
            PassageEmbedding embedding = RecordingEmbedder.embed(text);
            expected.put(text, new EmbeddedChunk(chunk, embedding.vector(), embedding.sentences()));
        }
        Set<String> ids = chunks.stream().map(Chunk::id).collect(Collectors.toSet());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.embedded(key(), configuration, ids)).isEqualTo(expected);
            assertThat(snapshot.passages(key()))
                    .extracting(passage -> passage.chunk())
                    .isEqualTo(chunks);
        }
        assertThat(ledger().find(key()).orElseThrow().settled()).isEqualTo(Sequence.ofNumber(position));
    }

    private DocumentState index(long position, String title, String configuration) {
        return index(position, title, configuration, chunks(title));
    }

    private DocumentState index(long position, String title, String configuration, List<Chunk> chunks) {
        DocumentVersion version = new DocumentVersion(
                key(),
                Digest.of(title, configuration, chunks.toString()),
                Sequence.ofNumber(position),
                configuration,
                URI,
                title,
                "text/markdown",
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                1,
                null);
        BatchIndexer indexer = new BatchIndexer(embedder, ledger(), index(), Quotas.NONE);
        int batches = (chunks.size() + BATCH - 1) / BATCH;
        StageResult result = null;
        for (int i = 0; i < batches; i++) {
            List<Chunk> batch = chunks.subList(i * BATCH, Math.min(chunks.size(), (i + 1) * BATCH));
            result = indexer.index(version, i, batches, batch);
        }
        return published(Objects.requireNonNull(result));
    }

    private static DocumentKey key() {
        return DocumentKey.of(TENANT, URI);
    }

    private List<Chunk> chunks(String title) {
        StringBuilder text = new StringBuilder();
        List<Block> blocks = new ArrayList<>();
        for (String section : sections) {
            int start = text.length();
            int end = section.indexOf('\n');
            text.append(section).append("\n\n");
            blocks.add(new Block.Heading(new Span(start, start + Math.max(end, 0)), null, 1));
            blocks.add(new Block.Paragraph(new Span(start + end + 1, start + section.length()), null));
        }
        ParsedDocument parsed = new ParsedDocument(title, "text/markdown", text.toString(), blocks, Map.of());
        return new StructureChunker(
                        texts -> texts.stream()
                                .map(each -> each.split("\\s+").length)
                                .toList(),
                        new ChunkSettings(128, 2, 32, 20, 126, 10_000))
                .chunk(key().id(), parsed);
    }

    /** Some 240 words, so three chunks. */
    private static String section(int year) {
        StringBuilder section = new StringBuilder("Year " + year + "\n");
        for (int month = 1; month <= 12; month++) {
            section.append("In month ")
                    .append(month)
                    .append(" of the year ")
                    .append(year)
                    .append(" the miller cleaned the race and ground ")
                    .append((year * 31 + month * 17) % 97)
                    .append(" sacks of grain for the village. ");
        }
        return section.toString().strip();
    }
}
