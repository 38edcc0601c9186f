package io.millrace.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.MediaType;
import okio.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBodyTest {

    private static final MediaType TEXT = MediaType.get("text/plain");

    @TempDir
    private Path folder;

    private Path file;
    private FileBody body;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("a.txt"), "x".repeat(100_000));
        body = new FileBody(file, TEXT);
    }

    @Test
    void sendsTheSameEachTimeAlsoWhereTheFileHasGrown() throws IOException {
        assertThat(sent()).isEqualTo("x".repeat(100_000));
        Files.writeString(file, "x".repeat(100_000) + "more");
        assertThat(body.contentLength()).isEqualTo(100_000);
        assertThat(sent()).isEqualTo("x".repeat(100_000));
    }

    @Test
    void saysThatTheFileIsShorterNow() throws IOException {
        Files.writeString(file, "short");
        assertThatThrownBy(this::sent)
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(file + " can't be read: it got shorter while it was read");
    }

    @Test
    void saysThatTheFileIsGone() throws IOException {
        Files.delete(file);
        assertThatThrownBy(this::sent)
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(file + " is not there any more");
        assertThatThrownBy(() -> new FileBody(file, TEXT)).isInstanceOf(UnreadableFileException.class);
    }

    private String sent() throws IOException {
        Buffer buffer = new Buffer();
        body.writeTo(buffer);
        return buffer.readUtf8();
    }
}
