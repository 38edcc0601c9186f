package io.millrace.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.Chunkers;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.document.UploadSource;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.core.ingest.IngestionSteps;
import io.millrace.core.ingest.Prepared;
import io.millrace.core.problem.ProblemException;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.parse.tika.ParserSettings;
import io.millrace.parse.tika.TikaDocumentParser;
import io.millrace.source.folder.FolderBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document goes to the chunker that its source or its content type names, and its version says so. */
class ChosenChunkerTest {

    private static final TokenCounter WORDS =
            texts -> texts.stream().map(text -> text.split("\\s+", -1).length).toList();
    private static final String TEXT =
            IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    @TempDir
    Path folder;

    private final LuceneStore store = LuceneStore.open(
            new ByteBuffersDirectory(),
            new LuceneSettings(16, Duration.ZERO, 5000, Duration.ofHours(24)),
            Clock.systemUTC());
    private String content = "";

    @BeforeEach
    void storeTheDocument() throws IOException {
        content = "blob:"
                + new FolderBlobStore(folder, 0)
                        .put(new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8)), 1 << 20);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void cutsByTheChunkerOfTheContentType() {
        assertThat(chunks(prepared(null, Map.of()))).isEqualTo(1);
        assertThat(chunks(prepared(null, Map.of("text/plain", "fixed")))).isEqualTo(3);
    }

    @Test
    void cutsByTheChunkerThatTheSourceNames() {
        assertThat(chunks(prepared("fixed", Map.of()))).isEqualTo(3);
    }

    @Test
    void anotherChunkerIsAnotherConfigurationAndAnotherVersion() {
        Prepared.Passages before = prepared(null, Map.of());
        Prepared.Passages after = prepared("fixed", Map.of());

        assertThat(after.version().configuration())
                .isNotEqualTo(before.version().configuration());
        assertThat(after.version().version()).isNotEqualTo(before.version().version());
    }

    @Test
    void aSourceThatNamesAnUnknownChunkerFailsForGood() {
        assertThatThrownBy(() -> prepared("fixd", Map.of()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().category().retryable()).isFalse());
    }

    private static int chunks(Prepared.Passages passages) {
        return passages.batches().stream().mapToInt(List::size).sum();
    }

    private Prepared.Passages prepared(@Nullable String ofSource, Map<String, String> byContentType) {
        SourceRoot root = new SourceRoot("mill:", DocumentKey.DEFAULT_TENANT, AccessList.EVERYONE, ofSource);
        DocumentPreparer preparer = new DocumentPreparer(
                List.of(new UploadSource(new FolderBlobStore(folder, 0))),
                new TikaDocumentParser(ParserSettings.DEFAULT),
                new RegisteredSources(List.of(() -> List.of(root))),
                new ChunkerSelection(
                        Chunkers.all(WORDS, texts -> List.of(), ChunkSettings.DEFAULT, 20, 5),
                        byContentType,
                        Chunkers.STRUCTURE),
                store,
                store,
                IngestionLimits.DEFAULT,
                "model",
                new IngestionSteps(List.of()));
        return (Prepared.Passages) preparer.prepare(
                new DocumentChange(
                        DocumentKey.of(DocumentKey.DEFAULT_TENANT, "mill:"),
                        Sequence.NONE.nextRepair(),
                        "mill:",
                        content,
                        null,
                        "text/plain",
                        null,
                        "Mill",
                        AccessList.EVERYONE,
                        Map.of(),
                        Instant.EPOCH),
                Instant.EPOCH);
    }
}
