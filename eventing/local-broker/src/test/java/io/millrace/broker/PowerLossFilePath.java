package io.millrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory that know, for each write and each cut since the last sync, what it was, so that a test can ask for the file as any loss of power would leave it.
 * Used by one thread.
 */
public final class PowerLossFilePath extends FilePathWrapper {

    static final String SCHEME = "powerloss:";

    private static final Map<String, Disk> DISKS = new HashMap<>();

    static void register() {
        FilePath.register(new PowerLossFilePath());
    }

    /** The file that is opened under this name; made when there is none. */
    static Disk disk(String path) {
        return DISKS.computeIfAbsent(path, p -> new Disk(new byte[0]));
    }

    static void put(String path, byte[] durable) {
        DISKS.put(path, new Disk(durable));
    }

    static void forgetAll() {
        DISKS.clear();
    }

    @Override
    public String getScheme() {
        return "powerloss";
    }

    @Override
    public boolean exists() {
        return DISKS.containsKey(toString()) || isDirectory();
    }

    @Override
    public boolean canWrite() {
        return true;
    }

    @Override
    public FileChannel open(String mode) {
        return new MemoryFile(disk(toString()));
    }

    /** A write or a cut that isn't synced; {@code bytes} is null for a cut. */
    static final class Change {
        private final long at;
        private final byte @Nullable [] bytes;

        Change(long at, byte @Nullable [] bytes) {
            this.at = at;
            this.bytes = bytes;
        }

        long at() {
            return at;
        }

        byte @Nullable [] bytes() {
            return bytes;
        }
    }

    static final class Disk {
        private byte[] durable;
        private byte[] seen;
        private int size;
        private final List<Change> unsynced = new ArrayList<>();
        private Runnable beforeSync = () -> {};

        private Disk(byte[] durable) {
            this.durable = durable;
            this.seen = durable.clone();
            this.size = durable.length;
        }

        /** Runs at each sync, when nothing of what it is to sync is on the disk yet. */
        void beforeSync(Runnable action) {
            beforeSync = action;
        }

        List<Change> unsynced() {
            return List.copyOf(unsynced);
        }

        /** What the file is when only these of its unsynced changes, or parts of them, have reached the disk. */
        byte[] with(List<Change> reached) {
            byte[] file = durable.clone();
            for (Change change : reached) {
                int at = (int) change.at();
                byte[] bytes = change.bytes();
                if (bytes == null) {
                    file = Arrays.copyOf(file, Math.min(file.length, at));
                } else {
                    file = Arrays.copyOf(file, Math.max(file.length, at + bytes.length));
                    System.arraycopy(bytes, 0, file, at, bytes.length);
                }
            }
            return file;
        }

        private void sync() {
            beforeSync.run();
            durable = Arrays.copyOf(seen, size);
            unsynced.clear();
        }

        private int write(ByteBuffer from, long to) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            unsynced.add(new Change(to, bytes));
            int end = (int) to + bytes.length;
            if (end > seen.length) {
                seen = Arrays.copyOf(seen, Math.max(end, 2 * seen.length));
            }
            System.arraycopy(bytes, 0, seen, (int) to, bytes.length);
            size = Math.max(size, end);
            return bytes.length;
        }

        private int read(ByteBuffer to, long from) {
            if (from >= size) {
                return -1;
            }
            int length = (int) Math.min(to.remaining(), size - from);
            to.put(seen, (int) from, length);
            return length;
        }

        private void cut(long newSize) {
            if (newSize < size) {
                unsynced.add(new Change(newSize, null));
                Arrays.fill(seen, (int) newSize, size, (byte) 0);
                size = (int) newSize;
            }
        }
    }

    private static final class MemoryFile extends FileBase {
        private final Disk disk;

        MemoryFile(Disk disk) {
            this.disk = disk;
        }

        @Override
        public synchronized int write(ByteBuffer from, long to) {
            return disk.write(from, to);
        }

        @Override
        public synchronized int read(ByteBuffer to, long from) {
            return disk.read(to, from);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            throw new IOException("the store writes at positions only");
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            throw new IOException("the store reads at positions only");
        }

        @Override
        public void force(boolean metaData) {
            disk.sync();
        }

        @Override
        public FileChannel truncate(long size) {
            disk.cut(size);
            return this;
        }

        @Override
        public long size() {
            return disk.size;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public FileChannel position(long position) throws IOException {
            throw new IOException("the store reads and writes at positions only");
        }

        @Override
        public FileLock tryLock(long from, long length, boolean shared) {
            return new FileLock(this, from, length, shared) {
                @Override
                public boolean isValid() {
                    return true;
                }

                @Override
                public void release() {
                    // there is one user
                }
            };
        }

        @Override
        protected void implCloseChannel() {
            // what isn't synced stays so
        }
    }
}
