package io.millrace.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.state.SharedState;
import io.millrace.testkit.SharedStateContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStateTest extends SharedStateContract {

    @TempDir
    private Path folder;

    @Override
    protected SharedState open() {
        return FolderState.in(folder, 0);
    }

    @Override
    protected void age(Duration by) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(
                        file,
                        FileTime.from(
                                Files.getLastModifiedTime(file).toInstant().minus(by)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected long kept() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takesNoUploadThatWouldFillTheDisk() {
        ProblemException full = catchThrowableOfType(
                ProblemException.class, () -> new FolderBlobStore(folder, Long.MAX_VALUE).put(bytes("mill race"), 100));

        assertThat(full.problem().code()).isEqualTo("storage-full");
        assertThat(full.problem().category().retryable()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTypeThatCanNotBeWrittenIsAFullDiskToo() throws IOException {
        FolderBlobStore uploads = new FolderBlobStore(folder, 0);
        String hash = uploads.put(bytes("mill race"), 100);
        DocumentKey document = DocumentKey.of("t", "upload:/a");
        Files.createDirectories(folder.resolve(hash.substring(0, 2))
                .resolve(hash + "." + document.id() + ".type")
                .resolve("in-the-way"));

        ProblemException full =
                catchThrowableOfType(ProblemException.class, () -> uploads.describe(hash, document, "text/csv"));

        assertThat(full.problem().code()).isEqualTo("storage-full");
        assertThat(full.problem().category().retryable()).isTrue();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
