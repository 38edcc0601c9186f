package io.millrace.cli.ingest;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file to ingest.
 *
 * @param path where it is
 * @param name how it is called from the argument that led to it, with slashes: {@code folder/sub/file.txt}
 * @param uri canonical
 */
record FoundFile(Path path, String name, String uri, long bytes, Instant modifiedAt) {

    /** What the file source says of it too. */
    String etag() {
        return bytes + "-" + modifiedAt.toEpochMilli();
    }
}
