package io.millrace.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file layer that keeps what is written in memory until it is forced, so that a killed process loses every write that it has not synced, as a machine that
 * loses power may.
 */
public final class UnsyncedLostFilePath extends FilePathWrapper {

    /** What {@code BrokerSettings.storedThrough} takes, once it is registered. */
    public static final String SCHEME = "unsynced:";

    private static final List<UnsyncedFile> OPEN = new CopyOnWriteArrayList<>();

    /** Makes H2 know it, in this process. */
    public static void register() {
        FilePath.register(new UnsyncedLostFilePath());
    }

    /** Lets a random part of the unsynced writes reach the disk, in no order: a disk may do that before the power goes. */
    public static void tear(Random random) throws IOException {
        for (UnsyncedFile file : OPEN) {
            file.tear(random);
        }
    }

    @Override
    public String getScheme() {
        return "unsynced";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        UnsyncedFile file = new UnsyncedFile(getBase().open(mode));
        OPEN.add(file);
        return file;
    }

    private static final class UnsyncedFile extends FileBase {
        private static final int PAGE = 4096;

        private final FileChannel disk;
        private final Map<Long, byte[]> unsynced = new TreeMap<>();
        private long size;
        /** How much of the file on the disk still counts: less than its size after an unsynced truncation. */
        private long diskSize;

        private long position;

        UnsyncedFile(FileChannel disk) throws IOException {
            this.disk = disk;
            this.size = disk.size();
            this.diskSize = size;
        }

        @Override
        public synchronized int read(ByteBuffer to, long from) throws IOException {
            if (from >= size) {
                return to.hasRemaining() ? -1 : 0;
            }
            int read = 0;
            while (to.hasRemaining() && from + read < size) {
                long at = from + read;
                byte[] page = page(at / PAGE);
                int offset = (int) (at % PAGE);
                int length = (int) Math.min(Math.min(PAGE - offset, to.remaining()), size - at);
                to.put(page, offset, length);
                read += length;
            }
            return read;
        }

        @Override
        public synchronized int write(ByteBuffer from, long to) throws IOException {
            int written = 0;
            while (from.hasRemaining()) {
                long at = to + written;
                byte[] page = page(at / PAGE);
                int offset = (int) (at % PAGE);
                int length = Math.min(PAGE - offset, from.remaining());
                from.get(page, offset, length);
                unsynced.put(at / PAGE, page);
                written += length;
            }
            size = Math.max(size, to + written);
            return written;
        }

        private byte[] page(long number) throws IOException {
            byte[] kept = unsynced.get(number);
            if (kept != null) {
                return kept;
            }
            byte[] page = new byte[PAGE];
            int length = (int) Math.max(0, Math.min(PAGE, diskSize - number * PAGE));
            ByteBuffer into = ByteBuffer.wrap(page, 0, length);
            while (into.hasRemaining() && disk.read(into, number * PAGE + into.position()) > 0) {
                // until the page is full or the file ends
            }
            return page;
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            if (diskSize < disk.size()) {
                disk.truncate(diskSize);
            }
            for (Map.Entry<Long, byte[]> page : unsynced.entrySet()) {
                writeThrough(page.getKey(), page.getValue());
            }
            unsynced.clear();
            diskSize = size;
            disk.force(metaData);
        }

        private void writeThrough(long number, byte[] page) throws IOException {
            int length = (int) Math.min(PAGE, size - number * PAGE);
            if (length > 0) {
                disk.write(ByteBuffer.wrap(page, 0, length), number * PAGE);
            }
        }

        synchronized void tear(Random random) throws IOException {
            for (Map.Entry<Long, byte[]> page : unsynced.entrySet()) {
                if (random.nextBoolean()) {
                    writeThrough(page.getKey(), page.getValue());
                }
            }
        }

        @Override
        public synchronized FileChannel truncate(long newSize) {
            if (newSize < size) {
                size = newSize;
                diskSize = Math.min(diskSize, newSize);
                unsynced.keySet().removeIf(number -> number * PAGE >= newSize);
            }
            position = Math.min(position, newSize);
            return this;
        }

        @Override
        public synchronized long size() {
            return size;
        }

        @Override
        public synchronized long position() {
            return position;
        }

        @Override
        public synchronized FileChannel position(long newPosition) {
            position = newPosition;
            return this;
        }

        @Override
        public synchronized int read(ByteBuffer to) throws IOException {
            int read = read(to, position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public synchronized int write(ByteBuffer from) throws IOException {
            int written = write(from, position);
            position += written;
            return written;
        }

        @Override
        public FileLock tryLock(long from, long length, boolean shared) throws IOException {
            return disk.tryLock(from, length, shared);
        }

        @Override
        protected synchronized void implCloseChannel() throws IOException {
            OPEN.remove(this);
            force(true);
            disk.close();
        }
    }
}
