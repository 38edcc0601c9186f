package io.millrace.answering;

import io.millrace.answering.Announcing.Given;
import io.millrace.answering.MultipartForm.FilePart;
import io.millrace.core.access.Caller;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.UploadSource;
import io.millrace.core.problem.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Keeps the bytes of a document and what their sender says of them, and announces it; on return all of it is durable. */
@Singleton
class Uploading {

    private final BlobStore blobs;
    private final Announcing announcing;

    Uploading(BlobStore blobs, Announcing announcing) {
        this.blobs = blobs;
        this.announcing = announcing;
    }

    /**
     * @param key as {@link Announcing#announce} has it
     * @param maxBytes the most to take
     * @throws ProblemException as {@link Announcing#announce} and {@link BlobStore#put} do
     */
    Receipt take(Caller caller, FilePart file, AccessList readers, String key, long maxBytes) throws IOException {
        String sha256 = blobs.put(file.content(), maxBytes);
        Given given =
                new Given(file.uri(), UploadSource.SCHEME + sha256, sha256, file.contentType(), file.title(), readers);
        // Of a document that is not theirs they have nothing to say.
        announcing.requireAllowed(caller, given);
        // Before the announcement: whoever is killed after that has said it.
        blobs.describe(sha256, DocumentKey.of(caller.tenant(), file.uri()), file.contentType());
        return announcing.announce(caller, given, key);
    }
}
