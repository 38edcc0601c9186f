package io.millrace.source.folder;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.feedback.FeedbackStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the folders below {@code millrace.data} injectable. */
@Singleton
public class FolderProducer {

    private static final long MAX_BYTES = 100L << 20;
    private static final int MAX_FEEDBACK = 10_000;

    private final Path data;
    private final long minFreeBytes;

    /** @param minFreeBytes of the disk that uploads leave free; one that comes when there is less is answered 503 */
    FolderProducer(
            @ConfigProperty(name = "millrace.data") String data,
            @ConfigProperty(name = "millrace.blobs.min-free-bytes", defaultValue = "268435456") long minFreeBytes) {
        this.data = Path.of(data);
        this.minFreeBytes = minFreeBytes;
    }

    @Produces
    @Singleton
    RegisteredPages pages() {
        return new RegisteredPages(data);
    }

    @Produces
    @Singleton
    FolderRoots roots() {
        return new FolderRoots(data);
    }

    @Produces
    @Singleton
    RegisteredBuckets buckets() {
        return new RegisteredBuckets(data);
    }

    @Produces
    @Singleton
    DocumentSource files(FolderRoots roots) {
        return new FolderSource(roots, MAX_BYTES);
    }

    @Produces
    @Singleton
    DocumentSource uploads() {
        return new BlobSource(folderBlobs());
    }

    @Produces
    @Singleton
    BlobStore blobs() {
        return folderBlobs();
    }

    private FolderBlobStore folderBlobs() {
        return new FolderBlobStore(data.resolve("blobs"), minFreeBytes);
    }

    @Produces
    @Singleton
    DeadLetterStore deadLetters() {
        return new FolderDeadLetterStore(data.resolve("dead-letters"));
    }

    @Produces
    @Singleton
    FolderAnswerStore answers() {
        return new FolderAnswerStore(data.resolve("answers"));
    }

    @Produces
    @Singleton
    FeedbackStore feedback() {
        return new FolderFeedbackStore(data.resolve("feedback"), MAX_FEEDBACK);
    }
}
