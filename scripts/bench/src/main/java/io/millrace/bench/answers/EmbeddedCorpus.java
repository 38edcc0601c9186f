package io.millrace.bench.answers;

import io.millrace.cli.evaluation.CorpusDocument;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.lucene.store.ByteBuffersDirectory;

/** A corpus, parsed, cut and embedded once as ingestion does it, from which indexes of parts of it are made in memory. */
final class EmbeddedCorpus {

    /** Nobody else writes, so a commit need not wait for company. */
    private static final LuceneSettings ALONE = new LuceneSettings(16, Duration.ZERO, 5000, Duration.ofHours(24));

    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Embedder embedder;

    EmbeddedCorpus(
            List<CorpusDocument> corpus,
            Embedder embedder,
            TokenCounter tokens,
            DocumentParser parser,
            Progress progress)
            throws IOException {
        this.embedder = embedder;
        StructureChunker chunker = new StructureChunker(tokens, ChunkSettings.DEFAULT);
        for (CorpusDocument document :
                corpus.stream().filter(CorpusDocument::hasContent).toList()) {
            DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, document.uri());
            ParsedDocument parsed = parse(document, parser);
            names.put(key.id(), document.id());
            batches.put(document.id(), batch(key, document.uri(), parsed, chunker.chunk(key.id(), parsed)));
            progress.at(batches.size(), corpus.size());
        }
    }

    /** Hears how far it is. */
    interface Progress {
        void at(long done, long total);
    }

    Embedder embedder() {
        return embedder;
    }

    /** The corpus's name of a document. */
    String name(String document) {
        return names.getOrDefault(document, "");
    }

    /** An index of the documents that are admitted by name; to be closed. */
    LuceneStore index(Predicate<String> admitted) {
        LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), ALONE, Clock.systemUTC());
        batches.forEach((name, batch) -> {
            if (admitted.test(name) && !batch.chunks().isEmpty()) {
                store.stage(batch);
            }
        });
        return store;
    }

    private static ParsedDocument parse(CorpusDocument document, DocumentParser parser) throws IOException {
        if (document.file() != null) {
            try (InputStream content = Files.newInputStream(document.file())) {
                return parser.parse(content, new ParseRequest(document.uri(), null, null, Files.size(document.file())));
            }
        }
        byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
        return parser.parse(
                new ByteArrayInputStream(text),
                new ParseRequest(document.uri(), "text/plain; charset=utf-8", document.title(), text.length));
    }

    private Batch batch(DocumentKey key, String uri, ParsedDocument parsed, List<Chunk> chunks) {
        List<PassageEmbedding> made = chunks.isEmpty()
                ? List.of()
                : embedder.embedPassages(chunks.stream()
                        .map(chunk -> PassageText.of(parsed.title(), chunk))
                        .toList());
        List<EmbeddedChunk> embedded = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            embedded.add(new EmbeddedChunk(
                    chunks.get(i), made.get(i).vector(), made.get(i).sentences()));
        }
        DocumentVersion version = new DocumentVersion(
                key,
                key.id(),
                Sequence.ofNumber(1),
                embedder.model(),
                uri,
                parsed.title(),
                parsed.contentType(),
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                0,
                null);
        return new Batch(version, 0, 1, embedded, embedded.size(), 0);
    }
}
