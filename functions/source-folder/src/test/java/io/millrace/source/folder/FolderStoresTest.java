package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoresTest {

    private static final String QUESTION = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void takesNoUploadThatWouldFillTheDisk() {
        ProblemException full = catchThrowableOfType(
                ProblemException.class, () -> new FolderBlobStore(folder, Long.MAX_VALUE).put(bytes("mill race"), 100));

        assertThat(full.problem().code()).isEqualTo("storage-full");
        assertThat(full.problem().category().retryable()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void givesAnUploadBackByItsHash() throws IOException {
        FolderBlobStore blobs = new FolderBlobStore(folder, 0);

        String hash = blobs.put(bytes("mill"), 10);
        assertThat(blobs.put(bytes("mill"), 10)).isEqualTo(hash);

        try (DocumentSource.Content content = new BlobSource(blobs).open("blob:" + hash)) {
            assertThat(content.content().readAllBytes()).asString().isEqualTo("mill");
            assertThat(content.bytes()).isEqualTo(4);
        }
    }

    @Test
    void leavesNothingBehindWhenAnUploadIsTooLarge() throws IOException {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> new FolderBlobStore(folder, 0).put(bytes("mill race"), 4));

        assertThat(problem.problem().category()).isEqualTo(Category.TOO_LARGE);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void rejectsABlobNameThatIsNoHash() {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> new BlobSource(new FolderBlobStore(folder, 0)).open("blob:../../etc/passwd"));

        assertThat(problem.problem().category()).isEqualTo(Category.INVALID);
    }

    @Test
    void saysThatADeletedUploadIsGone() throws IOException {
        FolderBlobStore blobs = new FolderBlobStore(folder, 0);
        String hash = blobs.put(bytes("mill"), 10);
        blobs.delete(hash);

        assertThat(catchThrowableOfType(ProblemException.class, () -> blobs.open(hash))
                        .problem()
                        .category())
                .isEqualTo(Category.GONE);
    }

    @Test
    void keepsAnAnswerForADay() throws IOException {
        FolderAnswerStore answers = new FolderAnswerStore(folder);
        answers.put(QUESTION, "{}".getBytes(StandardCharsets.UTF_8));

        answers.sweep(Instant.now().plus(Duration.ofHours(23)));
        assertThat(answers.get(QUESTION)).isPresent();
        answers.sweep(Instant.now().plus(Duration.ofHours(25)));
        assertThat(answers.get(QUESTION)).isEmpty();
    }

    @Test
    void rejectsAQuestionIdThatIsNone() {
        assertThat(catchThrowableOfType(ProblemException.class, () -> new FolderAnswerStore(folder).get("../x"))
                        .problem()
                        .category())
                .isEqualTo(Category.INVALID);
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
