package io.millrace.chunking;

import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.Chunkers;
import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.PieceEmbedder;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.core.ingest.IngestionSteps;
import io.millrace.core.ingest.Quotas;
import io.millrace.parse.tika.TikaDocumentParser;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Puts the preparation of documents together. */
@Singleton
class Preparation {

    /** A wrong setting fails at start, and not at the first document. */
    void check(@Observes StartupEvent started, ChunkingConfig config) {
        config.parsing().settings(config.limits().toParseLimits());
        config.limits().toBatchLimits();
    }

    @Produces
    @Singleton
    DocumentPreparer preparer(
            Instance<DocumentSource> sources,
            DocumentParser parser,
            RegisteredSources registered,
            ChunkerSelection chunkers,
            Embedder embedder,
            Ledger ledger,
            PassageIndex index,
            IngestionSteps steps,
            ChunkingConfig config,
            Quotas quotas) {
        LimitsConfig limits = config.limits();
        return new DocumentPreparer(
                sources.stream().toList(),
                parser,
                registered,
                chunkers,
                ledger,
                index,
                new IngestionLimits(limits.maxBytes(), limits.toBatchLimits(), quotas),
                embedder.passageConfiguration(),
                withReading(steps, config.parsing()));
    }

    private static IngestionSteps withReading(IngestionSteps steps, ParsingConfig parsing) {
        return new IngestionSteps(Stream.concat(parsing.configuration().stream(), steps.names().stream())
                .toList());
    }

    /** Made at start, so that an unknown name fails then. */
    @Startup
    @Produces
    @Singleton
    ChunkerSelection chunkers(TokenCounter counter, Embedder embedder, ChunkingConfig config) {
        PieceEmbedder pieces = texts ->
                embedder
                        .embedPassages(texts.stream()
                                .map(text -> new PassageText(text, List.of()))
                                .toList())
                        .stream()
                        .map(passage -> passage.vector().toArray())
                        .toList();
        ChunkSettings settings =
                config.limits().toChunkSettings().besides(embedder.prefixes().passage());
        return new ChunkerSelection(
                Chunkers.all(counter, pieces, settings, config.tokens(), config.sentences()),
                config.chunkers(),
                config.chunker());
    }

    @Produces
    @Singleton
    TikaDocumentParser parser(ChunkingConfig config) {
        return new TikaDocumentParser(config.parsing().settings(config.limits().toParseLimits()));
    }

    void end(@Disposes TikaDocumentParser parser) {
        parser.close();
    }

    @Produces
    @Singleton
    @DefaultBean
    IngestionSteps steps(ChunkingConfig config) {
        return new IngestionSteps(config.steps().orElse(List.of()));
    }
}
