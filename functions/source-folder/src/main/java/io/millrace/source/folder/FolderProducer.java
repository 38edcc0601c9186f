package io.millrace.source.folder;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the folders below {@code millrace.data} injectable. */
@Singleton
public class FolderProducer {

    private static final long MAX_BYTES = 100L << 20;

    private final Path data;

    FolderProducer(@ConfigProperty(name = "millrace.data") String data) {
        this.data = Path.of(data);
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
    DocumentSource uploads() {
        return new BlobSource(new FolderBlobStore(data.resolve("blobs")));
    }

    @Produces
    @Singleton
    BlobStore blobs() {
        return new FolderBlobStore(data.resolve("blobs"));
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
}
