package io.millrace.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Asks for room before it is used, and knows a full disk by its message. */
final class DiskSpace {

    private DiskSpace() {}

    /** The store's disk has no room; no other source would help. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        FullException(String message) {
            super(message);
        }
    }

    /**
     * @param folder must exist
     * @param bytes that will be written to it
     * @param what needs them, for a person
     */
    static void require(Path folder, long bytes, String what) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes > free) {
            throw new FullException(
                    what + " needs " + size(bytes) + " in " + folder + ", where " + size(free) + " are free");
        }
    }

    /** The same failure, as a {@link FullException} where it says that the disk is full (ENOSPC, EDQUOT). */
    static IOException named(IOException e, Path folder) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded")
                ? new FullException(folder + " is full (" + message + ")")
                : e;
    }

    private static String size(long bytes) {
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
