package io.millrace.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How long the disk takes to sync one appended block: the least that an event waits for. */
final class DiskSync {

    private static final int BLOCK_BYTES = 4096;
    private static final int WARM_UP = 200;
    private static final int TIMES = 2000;

    private DiskSync() {}

    static Percentiles measure(Path directory) throws IOException {
        Path file = directory.resolve("sync");
        long[] nanos = new long[TIMES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = -WARM_UP; i < TIMES; i++) {
                channel.write(ByteBuffer.allocate(BLOCK_BYTES));
                long before = System.nanoTime();
                channel.force(true);
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - before;
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return new Percentiles(nanos);
    }
}
