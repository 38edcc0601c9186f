package io.millrace.source.folder;

import io.millrace.core.document.SourceRegistry.Kind;
import io.millrace.core.feedback.FeedbackStore;
import io.millrace.core.state.SharedState;
import java.nio.file.Path;

/** What functions keep for each other, in the data directory of one process. */
public final class FolderState {

    private FolderState() {}

    /** @param minFreeBytes of the disk that uploads leave free; one that comes when there is less is answered 503 */
    public static SharedState in(Path data, long minFreeBytes) {
        return new SharedState(
                new FolderBlobStore(data.resolve("blobs"), minFreeBytes),
                new FolderAnswerStore(data.resolve("answers")),
                new FolderFeedbackStore(data.resolve("feedback"), FeedbackStore.MAX_ANSWERS),
                new FolderSourceRegistry(data, Kind.BUCKETS),
                new FolderSourceRegistry(data, Kind.PAGES));
    }
}
