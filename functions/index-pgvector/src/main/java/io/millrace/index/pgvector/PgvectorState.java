package io.millrace.index.pgvector;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.state.AnswerStore;
import io.millrace.core.state.SharedState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What functions keep for each other, as rows beside the ledger: for any number of processes. */
final class PgvectorState implements SharedState {

    private final BlobStore uploads;
    private final AnswerStore answers;
    private final FeedbackStore feedback;
    private final Map<SourceRegistry.Kind, SourceRegistry> sources = new EnumMap<>(SourceRegistry.Kind.class);

    PgvectorState(Database database, int maxFeedback) {
        this.uploads = new PgvectorBlobStore(database);
        this.answers = new PgvectorAnswerStore(database);
        this.feedback = new PgvectorFeedbackStore(database, maxFeedback);
        for (SourceRegistry.Kind kind : SourceRegistry.Kind.values()) {
            sources.put(kind, new PgvectorSourceRegistry(database, kind));
        }
    }

    @Override
    public BlobStore uploads() {
        return uploads;
    }

    @Override
    public AnswerStore answers() {
        return answers;
    }

    @Override
    public FeedbackStore feedback() {
        return feedback;
    }

    @Override
    public SourceRegistry sources(SourceRegistry.Kind kind) {
        return Objects.requireNonNull(sources.get(kind));
    }
}
