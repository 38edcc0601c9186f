package io.millrace.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The file layer below the event store's MVStore: whatever part of a commit that wasn't synced reaches the disk, the store opens at the commit before it or,
 * when all of it is there, at that one; when neither is there, because bytes were damaged later, it doesn't open.
 *
 * <p>MVStore alone does not give that. It writes both copies of its header, which say where the newest chunk is (a chunk is what a commit writes), together
 * with that chunk and before the sync. When they reach the disk and the chunk doesn't, it searches the file, takes whichever older chunk it finds first for the
 * newest, and commits that were synced are gone without a word. And a chunk whose first and last block are there is whole to it, whatever is between.
 * {@link HeaderSlots} and {@link ChunkFooter} mend these two, with one more block to write a commit and no more syncs. What MVStore wrote without this layer can be
 * opened through it.
 *
 * <p>Public since H2 makes the instances.
 */
public final class WholeCommitsFilePath extends FilePathWrapper {

    static final String SCHEME = "wholecommits:";

    /** Makes H2 know it, in this process. */
    static void register() {
        FilePath.register(new WholeCommitsFilePath());
    }

    @Override
    public String getScheme() {
        return "wholecommits";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new WholeCommitsFile(getBase().open(mode));
    }
}
