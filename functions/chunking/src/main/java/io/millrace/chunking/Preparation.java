package io.millrace.chunking;

import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.embed.Embedder;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.core.ingest.IngestionSteps;
import io.millrace.core.ingest.Quotas;
import io.millrace.parse.tika.TikaDocumentParser;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Puts the preparation of documents together. */
@Singleton
class Preparation {

    /** A wrong setting fails at start, and not at the first document. */
    void check(@Observes StartupEvent started, ChunkingConfig config) {
        config.limits().toParseLimits();
        config.limits().toChunkSettings();
        config.limits().toBatchLimits();
    }

    @Produces
    @Singleton
    DocumentPreparer preparer(
            Instance<DocumentSource> sources,
            TokenCounter counter,
            Embedder embedder,
            Ledger ledger,
            PassageIndex index,
            IngestionSteps steps,
            ChunkingConfig config,
            Quotas quotas) {
        LimitsConfig limits = config.limits();
        return new DocumentPreparer(
                sources.stream().toList(),
                new TikaDocumentParser(limits.toParseLimits()),
                new StructureChunker(counter, limits.toChunkSettings()),
                ledger,
                index,
                new IngestionLimits(limits.maxBytes(), limits.toBatchLimits(), quotas),
                embedder.model(),
                steps);
    }

    @Produces
    @Singleton
    @DefaultBean
    IngestionSteps steps(ChunkingConfig config) {
        return new IngestionSteps(config.steps().orElse(List.of()));
    }
}
