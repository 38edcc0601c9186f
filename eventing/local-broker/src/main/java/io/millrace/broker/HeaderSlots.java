package io.millrace.broker;

import static io.millrace.broker.WholeCommitsFile.BLOCK_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The store header, which is in a file's first two blocks and says which chunk is the newest. MVStore writes both at once and now and then, and finds newer
 * chunks by their places. Here each commit is written into one of the two, in turn: while it isn't synced, the other says where the last synced one is, of
 * whose chunks none is overwritten before the next sync. With it goes its chunk's checksum, since a commit that was never synced may have left another chunk of
 * that number at that place.
 *
 * <p>MVStore isn't told that a file was closed: it would then look at the newest 19 chunks only and, were one of them not there because it was free and is
 * partly overwritten, open at an older one.
 */
final class HeaderSlots {

    private static final String VERSION = "version";
    private static final String CHUNK = "chunk";
    private static final String BLOCK = "block";
    private static final String CHECKSUM = "crc32c";
    private static final String CLEAN = "clean";
    /** Says that each commit is written here: what MVStore wrote alone may be behind. */
    private static final String EXACT = "millrace";

    private final FileChannel disk;
    private @Nullable Map<String, String> map;
    private long newest;
    private boolean exact;
    private int next;
    private boolean written;

    HeaderSlots(FileChannel disk) {
        this.disk = disk;
    }

    /** The number of the newest commit, whole or under way. */
    long newest() {
        return newest;
    }

    /** Whether the newest commit is the one that the header names. */
    boolean isExact() {
        return exact;
    }

    /**
     * Reads both blocks as MVStore is to see them: with the newest commit that is whole, in both.
     *
     * @throws MVStoreException when one was synced, and none is whole
     */
    int read(ByteBuffer to) throws IOException {
        boolean anyExact = false;
        for (int slot = 0; slot < 2; slot++) {
            Map<String, String> found = read(slot);
            if (found == null) {
                continue;
            }
            anyExact |= found.containsKey(EXACT);
            long version = MapText.number(found, VERSION);
            if ((map == null || version > newest) && isWhole(found, version)) {
                map = found;
                newest = version;
                next = 1 - slot;
            }
        }
        if (map == null && anyExact) {
            throw DataUtils.newMVStoreException(
                    DataUtils.ERROR_FILE_CORRUPT, "The chunk of the newest commit is not as it was written");
        }
        exact = map != null && map.containsKey(EXACT);
        byte[] block = map == null ? new byte[BLOCK_BYTES] : MapText.checked(map, BLOCK_BYTES);
        to.put(block).put(block);
        return 2 * BLOCK_BYTES;
    }

    private @Nullable Map<String, String> read(int slot) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        if (!ChunkFooter.read(disk, ByteBuffer.wrap(block), (long) slot * BLOCK_BYTES)) {
            return null;
        }
        Map<String, String> found = MapText.checked(block);
        if (found != null) {
            found.remove(CLEAN);
        }
        return found;
    }

    /** A header without a commit is one of a new file. */
    private boolean isWhole(Map<String, String> slot, long version) throws IOException {
        if (version == 0) {
            return true;
        }
        ChunkFooter footer = ChunkFooter.of(disk, MapText.number(slot, BLOCK), MapText.number(slot, CHUNK));
        return footer != null
                && (!slot.containsKey(EXACT)
                        || (footer.version() == version && footer.checksum() == MapText.number(slot, CHECKSUM)));
    }

    /** MVStore writes a header: the first of a new file; any other says what is written already. */
    void write(ByteBuffer header) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        header.get(block).position(header.limit());
        if (map != null) {
            return;
        }
        map = MapText.checked(block);
        if (map == null) {
            throw new IOException("MVStore's header has another form");
        }
        map.put(EXACT, "1");
        exact = true;
        write(0, map);
        write(1, map);
        disk.force(true);
    }

    /** Whether a chunk is the one of a new commit, and not an older one that is moved. */
    boolean isNew(ChunkFooter footer) {
        return footer.version() > newest;
    }

    /** The chunk of a new commit was written to this block. */
    void written(ChunkFooter footer, long block) throws IOException {
        if (map == null) {
            throw new IOException("MVStore has written a chunk before the header");
        }
        newest = footer.version();
        map.put(VERSION, Long.toHexString(newest));
        map.put(CHUNK, Long.toHexString(footer.chunk()));
        map.put(BLOCK, Long.toHexString(block));
        map.put(CHECKSUM, Long.toHexString(footer.checksum()));
        map.put(EXACT, "1");
        write(next, map);
        written = true;
    }

    /** All that was written is on the disk. */
    void synced() {
        if (written) {
            next = 1 - next;
            written = false;
        }
    }

    private void write(int slot, Map<String, String> contents) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(MapText.checked(contents, BLOCK_BYTES));
        while (from.hasRemaining()) {
            disk.write(from, (long) slot * BLOCK_BYTES + from.position());
        }
    }
}
