package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.answering.MultipartForm.FilePart;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.problem.ProblemException;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import io.millrace.source.folder.FolderBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadingTest {

    private static final byte[] BYTES = "mill".getBytes(StandardCharsets.UTF_8);
    private static final String HASH = HexFormat.of().formatHex(Digest.sha256().digest(BYTES));
    private static final String URI = "upload:mill";
    private static final DocumentKey DOCUMENT = DocumentKey.of(DocumentKey.DEFAULT_TENANT, URI);

    private LuceneStore store;
    private FolderBlobStore blobs;
    private Uploading uploading;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = LuceneStore.open(folder.resolve("index"), LuceneSettings.defaults());
        blobs = new FolderBlobStore(folder.resolve("uploads"), 0);
        // Its broker is not there, so each announcement ends as if the process were killed at it.
        uploading = new Uploading(
                blobs, new Announcing(store, new EventSink(Optional.empty(), Optional.empty()), new RequestTrace()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatASenderSaysIsKeptBeforeItIsAnnounced() throws IOException {
        assertThatThrownBy(() -> take("text/csv"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("K_SINK");

        assertThat(blobs.contentType(HASH, DOCUMENT)).contains("text/csv");
    }

    @Test
    void whoSendsAnothersDocumentSaysNothingOfItsBytes() throws IOException {
        store.note(DOCUMENT, URI, new AccessList(List.of("user:ann")), Sequence.ofNumber(1));
        blobs.put(new ByteArrayInputStream(BYTES), 10);
        blobs.describe(HASH, DOCUMENT, "text/csv");

        assertThatThrownBy(() -> take("text/html"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("document-not-yours"));

        assertThat(blobs.contentType(HASH, DOCUMENT)).contains("text/csv");
    }

    private void take(String contentType) throws IOException {
        uploading.take(
                Caller.anonymous(Role.WRITER),
                new FilePart(URI, null, contentType, new ByteArrayInputStream(BYTES)),
                AccessList.EVERYONE,
                "key",
                10);
    }
}
