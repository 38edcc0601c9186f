package io.millrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.h2.store.fs.FilePath;

/**
 * Remembers, in a small file beside the store, the number of the last commit that was synced. A store that opens at an earlier one has lost what was accepted:
 * where the newest commit is damaged, {@link HeaderSlots} goes back to the one before it, as if the newest had not been synced.
 *
 * <p>The number is written after the commit's sync and not synced itself, so whatever reaches the disk is true, and it costs one write of 24 bytes a commit. A
 * loss of power may leave an older number, never a wrong one: two places are written in turn, each with a checksum, so a torn write leaves the other.
 */
final class SyncedCommit implements AutoCloseable {

    private static final int RECORD_BYTES = 24;
    private static final int PLACE_BYTES = 512;
    private static final long MAGIC = 0x4d494c4c53594e43L;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(RECORD_BYTES);
    private long number;
    private int next;

    private SyncedCommit(FileChannel file) {
        this.file = file;
    }

    /** @param path with the scheme of H2's file layer */
    static SyncedCommit open(String path) throws IOException {
        SyncedCommit commit = new SyncedCommit(FilePath.get(path).open("rw"));
        for (int place = 0; place < 2; place++) {
            long found = commit.read(place);
            if (found > commit.number) {
                commit.number = found;
                commit.next = 1 - place;
            }
        }
        return commit;
    }

    /** 0 when nothing is known. */
    long number() {
        return number;
    }

    void note(long synced) throws IOException {
        number = synced;
        buffer.clear();
        buffer.putLong(MAGIC).putLong(synced).putLong(checksum(synced)).flip();
        file.write(buffer, (long) next * PLACE_BYTES);
        next = 1 - next;
    }

    private long read(int place) throws IOException {
        buffer.clear();
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = file.read(buffer, (long) place * PLACE_BYTES + buffer.position());
        }
        buffer.flip();
        if (buffer.remaining() < RECORD_BYTES || buffer.getLong() != MAGIC) {
            return 0;
        }
        long found = buffer.getLong();
        return buffer.getLong() == checksum(found) ? found : 0;
    }

    private static long checksum(long number) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(MAGIC)
                .putLong(number)
                .flip());
        return crc.getValue();
    }

    /** Forces it to the disk, for once. */
    @Override
    public void close() throws IOException {
        try (file) {
            file.force(true);
        }
    }

    /** Lets go of it as it is. */
    void abandon() {
        try {
            file.close();
        } catch (IOException e) {
            // what was written is written
        }
    }
}
