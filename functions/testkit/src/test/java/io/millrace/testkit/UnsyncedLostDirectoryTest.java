package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;

final class UnsyncedLostDirectoryTest {

    private final ByteBuffersDirectory disk = new ByteBuffersDirectory();
    private final UnsyncedLostDirectory files = new UnsyncedLostDirectory(disk);

    @Test
    void losesAFileThatWasNotForced() throws IOException {
        write("a", "words");
        files.syncMetaData();
        assertThat(read("a")).isEqualTo("words");
        assertThat(disk.listAll()).isEmpty();
    }

    @Test
    void losesAFileWhoseNameWasNotForced() throws IOException {
        write("a", "words");
        files.sync(List.of("a"));
        assertThat(disk.listAll()).isEmpty();
    }

    @Test
    void keepsAFileThatWasForcedWithItsName() throws IOException {
        write("a", "words");
        files.sync(List.of("a"));
        files.syncMetaData();
        assertThat(disk.listAll()).containsExactly("a");
        assertThat(read("a")).isEqualTo("words");
        assertThat(files.fileLength("a")).isEqualTo(6);
    }

    @Test
    void losesARenamingThatWasNotForced() throws IOException {
        write("pending", "words");
        files.sync(List.of("pending"));
        files.rename("pending", "final");
        assertThat(files.listAll()).containsExactly("final");
        assertThat(disk.listAll()).isEmpty();
        files.syncMetaData();
        assertThat(disk.listAll()).containsExactly("final");
    }

    @Test
    void undoesADeletionThatWasNotForced() throws IOException {
        write("a", "words");
        files.sync(List.of("a"));
        files.syncMetaData();
        files.deleteFile("a");
        assertThat(files.listAll()).isEmpty();
        assertThat(disk.listAll()).containsExactly("a");
        files.syncMetaData();
        assertThat(disk.listAll()).isEmpty();
    }

    @Test
    void writesNothingAfterACrash() throws IOException {
        write("a", "words");
        files.crash();
        assertThatThrownBy(() -> files.sync(List.of("a"))).isInstanceOf(IOException.class);
        assertThatThrownBy(files::syncMetaData).isInstanceOf(IOException.class);
        assertThat(disk.listAll()).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        try (IndexOutput output = files.createOutput(name, IOContext.DEFAULT)) {
            output.writeString(text);
        }
    }

    private String read(String name) throws IOException {
        try (IndexInput input = files.openInput(name, IOContext.DEFAULT)) {
            return input.readString();
        }
    }
}
