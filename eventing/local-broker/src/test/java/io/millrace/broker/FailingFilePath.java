package io.millrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file layer whose disk can be full, now or after some bytes, and whose files can be read-only: root may write to such files, so permissions are no test. */
public final class FailingFilePath extends FilePathWrapper {

    static final String SCHEME = "failing:";
    static final AtomicBoolean FULL = new AtomicBoolean();
    static final AtomicBoolean READ_ONLY = new AtomicBoolean();

    /** How many bytes the disk takes before it is full. */
    static final AtomicLong BYTES_LEFT = new AtomicLong(Long.MAX_VALUE);

    static void register() {
        FilePath.register(new FailingFilePath());
    }

    @Override
    public String getScheme() {
        return "failing";
    }

    @Override
    public boolean canWrite() {
        return !READ_ONLY.get() && super.canWrite();
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        if (READ_ONLY.get() && !mode.equals("r")) {
            throw new AccessDeniedException(toString());
        }
        return new FailingFile(getBase().open(mode));
    }

    private static final class FailingFile extends FileBase {
        private final FileChannel disk;

        FailingFile(FileChannel disk) {
            this.disk = disk;
        }

        @Override
        public synchronized int write(ByteBuffer from, long to) throws IOException {
            if (FULL.get() || BYTES_LEFT.addAndGet(-from.remaining()) < 0) {
                throw new IOException("No space left on device");
            }
            return disk.write(from, to);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            throw new IOException("MVStore writes at positions only");
        }

        @Override
        public synchronized int read(ByteBuffer to, long from) throws IOException {
            return disk.read(to, from);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return disk.read(to);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            disk.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            disk.truncate(size);
            return this;
        }

        @Override
        public long size() throws IOException {
            return disk.size();
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
}
