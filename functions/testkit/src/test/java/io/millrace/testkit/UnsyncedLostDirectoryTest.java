package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NoLockFactory;
import org.junit.jupiter.api.Test;

final class UnsyncedLostDirectoryTest {

    private static final int COMMITS = 8;

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

    /** A process may die between any two changes of the disk: the index opens again, with what was committed. */
    @Test
    void leavesAnIndexThatOpensWhereverTheProcessDies() throws IOException {
        int changes = 0;
        boolean died = true;
        while (died) {
            ByteBuffersDirectory kept = new ByteBuffersDirectory(NoLockFactory.INSTANCE);
            DyingDisk dying = new DyingDisk(kept, changes);
            int committed = commits(new UnsyncedLostDirectory(dying));
            died = dying.died;
            try (DirectoryReader reader = DirectoryReader.open(new IndexWriter(kept, new IndexWriterConfig()))) {
                assertThat(reader.numDocs())
                        .as("died after %d changes, %d commits", changes, committed)
                        .isBetween(committed, committed + 1);
            }
            changes++;
        }
        assertThat(changes).isGreaterThan(3 * COMMITS);
    }

    /** A document each, in few segments, so that the commits delete files of those before; returns how many were made. */
    private static int commits(Directory directory) {
        int committed = 0;
        try {
            IndexWriter writer =
                    new IndexWriter(directory, new IndexWriterConfig().setMergeScheduler(new SerialMergeScheduler()));
            while (committed < COMMITS) {
                Document document = new Document();
                document.add(new StringField("number", Integer.toString(committed), Field.Store.NO));
                writer.addDocument(document);
                writer.forceMerge(1);
                writer.commit();
                committed++;
            }
        } catch (IOException | AlreadyClosedException e) {
            assertThat(e).hasStackTraceContaining("died");
        }
        return committed;
    }

    private static final class DyingDisk extends FilterDirectory {

        private final int changes;
        private int changed;
        private boolean died;

        DyingDisk(Directory in, int changes) {
            super(in);
            this.changes = changes;
        }

        private void change() throws IOException {
            died |= changed++ >= changes;
            if (died) {
                throw new IOException("died");
            }
        }

        @Override
        public void rename(String from, String to) throws IOException {
            change();
            super.rename(from, to);
        }

        @Override
        public void deleteFile(String name) throws IOException {
            change();
            super.deleteFile(name);
        }
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
