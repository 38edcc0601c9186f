package io.millrace.source.folder;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.state.SharedState;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What functions keep for each other, in the data directory of one process. */
public final class FolderState implements SharedState {

    private final FolderBlobStore uploads;
    private final FolderAnswerStore answers;
    private final FolderFeedbackStore feedback;
    private final Map<SourceRegistry.Kind, SourceRegistry> sources = new EnumMap<>(SourceRegistry.Kind.class);

    /** @param minFreeBytes of the disk that uploads leave free; one that comes when there is less is answered 503 */
    public FolderState(Path data, long minFreeBytes) {
        this.uploads = new FolderBlobStore(data.resolve("blobs"), minFreeBytes);
        this.answers = new FolderAnswerStore(data.resolve("answers"));
        this.feedback = new FolderFeedbackStore(data.resolve("feedback"), FeedbackStore.MAX_ANSWERS);
        for (SourceRegistry.Kind kind : SourceRegistry.Kind.values()) {
            sources.put(kind, new FolderSourceRegistry(data, kind));
        }
    }

    @Override
    public BlobStore uploads() {
        return uploads;
    }

    /** Those of the folder, which somebody must sweep. */
    @Override
    public FolderAnswerStore answers() {
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
