package io.millrace.source.folder;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.state.SharedState;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the folders below {@code millrace.data} injectable. */
@Singleton
public class FolderProducer {

    private static final long MAX_BYTES = 100L << 20;

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
    FolderRoots roots() {
        return new FolderRoots(data);
    }

    @Produces
    @Singleton
    DocumentSource files(FolderRoots roots) {
        return new FolderSource(roots, MAX_BYTES);
    }

    @Produces
    @Singleton
    DeadLetterStore deadLetters() {
        return new FolderDeadLetterStore(data.resolve("dead-letters"));
    }

    @Produces
    @Singleton
    SharedState state() {
        return FolderState.in(data, minFreeBytes);
    }
}
