package io.millrace.broker;

import static io.millrace.broker.WholeCommitsFile.BLOCK_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The last 128 bytes of a chunk, with a checksum of all before them as one more entry, which MVStore passes over.
 *
 * @param chunk the chunk's number
 * @param blocks its length
 * @param version the number of its commit
 * @param checksum its CRC-32C; negative where MVStore wrote it without {@link #seal}
 */
record ChunkFooter(long chunk, long blocks, long version, long checksum) {

    static final int BYTES = 128;

    private static final int HEADER_BYTES = 1024;
    private static final int PIECE_BYTES = 64 << 10;
    private static final String CHECKSUM = "crc32c";

    static @Nullable ChunkFooter parse(byte[] bytes) {
        Map<String, String> map = MapText.checked(bytes);
        return map == null || !map.containsKey("chunk") ? null : of(map);
    }

    private static ChunkFooter of(Map<String, String> map) {
        return new ChunkFooter(
                MapText.number(map, "chunk"),
                MapText.number(map, "len"),
                MapText.number(map, "version"),
                map.containsKey(CHECKSUM) ? MapText.number(map, CHECKSUM) : -1);
    }

    /**
     * Puts the checksum into the footer of the chunk that a buffer holds from its position to its limit. One that has it keeps it: MVStore moves chunks as
     * they are.
     *
     * @return null when the buffer holds no chunk
     */
    static @Nullable ChunkFooter seal(ByteBuffer buffer) {
        if (buffer.remaining() < BLOCK_BYTES || buffer.remaining() % BLOCK_BYTES != 0) {
            return null;
        }
        byte[] bytes = new byte[BYTES];
        int at = buffer.limit() - BYTES;
        buffer.get(at, bytes);
        ChunkFooter footer = parse(bytes);
        if (footer == null || footer.checksum >= 0) {
            return footer;
        }
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(at));
        Map<String, String> map = new HashMap<>();
        map.put("chunk", Long.toHexString(footer.chunk));
        map.put("len", Long.toHexString(footer.blocks));
        map.put("version", Long.toHexString(footer.version));
        map.put(CHECKSUM, Long.toHexString(crc.getValue()));
        buffer.put(at, MapText.checked(map, BYTES));
        return of(map);
    }

    /** The footer of the whole chunk that is at this block and has this number; null when there is none. */
    static @Nullable ChunkFooter of(FileChannel disk, long block, long chunk) throws IOException {
        long at = block * BLOCK_BYTES;
        byte[] header = new byte[HEADER_BYTES];
        Map<String, String> map = read(disk, ByteBuffer.wrap(header), at) ? MapText.line(header) : null;
        if (map == null || !map.containsKey("chunk") || MapText.number(map, "chunk") != chunk) {
            return null;
        }
        byte[] bytes = new byte[BYTES];
        long end = at + MapText.number(map, "len") * BLOCK_BYTES;
        ChunkFooter footer = end > at && read(disk, ByteBuffer.wrap(bytes), end - BYTES) ? parse(bytes) : null;
        return footer != null
                        && footer.chunk == chunk
                        && footer.version == MapText.number(map, "version")
                        && footer.isWhole(disk, at, end)
                ? footer
                : null;
    }

    /** Whether all that is between two positions is as it was written when this became its footer; without a checksum it counts as that. */
    boolean isWhole(FileChannel disk, long from, long to) throws IOException {
        if (checksum < 0) {
            return true;
        }
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - from));
        for (long at = from; at < to - BYTES; at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), to - BYTES - at));
            if (!read(disk, piece, at)) {
                return false;
            }
            crc.update(piece.flip());
        }
        return crc.getValue() == checksum;
    }

    /** Fills the buffer; false when the file ends before. */
    static boolean read(FileChannel disk, ByteBuffer to, long from) throws IOException {
        int start = to.position();
        while (to.hasRemaining()) {
            if (disk.read(to, from + to.position() - start) < 0) {
                return false;
            }
        }
        return true;
    }
}
