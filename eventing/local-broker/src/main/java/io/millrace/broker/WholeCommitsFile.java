package io.millrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBase;

/**
 * A file of {@link WholeCommitsFilePath}. Used by one thread.
 *
 * <p>While it opens a file MVStore reads the header, then the first 1024 and the last 128 bytes of each chunk that it knows of. It also searches all blocks for
 * the last 128 bytes of chunks that it doesn't know of; these it must not find, since such a chunk is either older than the newest, or one that was never synced
 * and whose number was given again.
 */
final class WholeCommitsFile extends FileBase {

    static final int BLOCK_BYTES = 4096;

    private static final int HEADER_BYTES = 2 * BLOCK_BYTES;
    private static final int CHUNK_HEADER_BYTES = 1024;
    private static final long NONE = -1;

    private final FileChannel disk;
    private final HeaderSlots header;
    private long chunkAt = NONE;
    /** Whether something may not be on the disk yet: at first what a killed process wrote. */
    private boolean unsynced = true;

    private boolean changed;

    WholeCommitsFile(FileChannel disk) {
        this.disk = disk;
        this.header = new HeaderSlots(disk);
    }

    /** Nothing was ever committed to a file that has no more than a header; what of that a loss of power left doesn't matter. */
    @Override
    public long size() throws IOException {
        long size = disk.size();
        return size <= HEADER_BYTES ? 0 : size;
    }

    @Override
    public synchronized int read(ByteBuffer to, long from) throws IOException {
        int length = to.remaining();
        if (from == 0 && length == HEADER_BYTES) {
            return header.read(to);
        }
        long chunk = chunkAt;
        chunkAt = length == CHUNK_HEADER_BYTES && from % BLOCK_BYTES == 0 ? from : NONE;
        if (length == ChunkFooter.BYTES && (from + length) % BLOCK_BYTES == 0) {
            return readFooter(to, from, chunk);
        }
        int read = 0;
        while (to.hasRemaining()) {
            int more = disk.read(to, from + read);
            if (more < 0) {
                return read == 0 ? more : read;
            }
            read += more;
        }
        return read;
    }

    /** Reads a chunk's footer, or zeros in the place of one that MVStore must not find. */
    private int readFooter(ByteBuffer to, long from, long chunk) throws IOException {
        byte[] bytes = new byte[ChunkFooter.BYTES];
        boolean searched = chunk == NONE && header.isExact();
        if (!searched && !ChunkFooter.read(disk, ByteBuffer.wrap(bytes), from)) {
            return -1;
        }
        ChunkFooter footer = searched ? null : ChunkFooter.parse(bytes);
        to.put(footer != null && isToBeFound(footer, chunk, from + bytes.length) ? bytes : new byte[bytes.length]);
        return bytes.length;
    }

    private boolean isToBeFound(ChunkFooter footer, long chunk, long end) throws IOException {
        if (!header.isExact()) {
            long from = end - footer.blocks() * BLOCK_BYTES;
            return from >= 0 && footer.isWhole(disk, from, end);
        }
        return footer.version() <= header.newest() && footer.blocks() * BLOCK_BYTES == end - chunk;
    }

    @Override
    public synchronized int write(ByteBuffer from, long to) throws IOException {
        int length = from.remaining();
        if (to == 0) {
            header.write(from);
            return length;
        }
        ChunkFooter footer = ChunkFooter.seal(from);
        ChunkFooter commit = footer != null && header.isNew(footer) ? footer : null;
        if (unsynced && (commit != null || !changed)) {
            force(true); // so that a commit which is whole has all that it refers to
        }
        changed = true;
        unsynced = true;
        for (long at = to; from.hasRemaining(); ) {
            at += disk.write(from, at);
        }
        if (commit != null) {
            header.written(commit, to / BLOCK_BYTES);
        }
        return length;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.force(metaData);
        unsynced = false;
        header.synced();
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        throw new IOException("MVStore reads at positions only");
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        throw new IOException("MVStore writes at positions only");
    }

    @Override
    public long position() throws IOException {
        return disk.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        disk.position(position);
        return this;
    }

    @Override
    public FileLock tryLock(long from, long length, boolean shared) throws IOException {
        return disk.tryLock(from, length, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        disk.close();
    }
}
