package io.millrace.contracts;

import java.time.Instant;

/**
 * @param uri canonical {@code file:} uri
 * @param size in bytes
 * @param modifiedAt the file's modification time
 */
public record FileChanged(String uri, long size, Instant modifiedAt) {

    public FileChanged {
        Require.notBlank("uri", uri);
        Require.atLeast("size", size, 0);
        Require.present("modifiedAt", modifiedAt);
    }

    /** The file's mark: changes when the content does, unless somebody sets the clock back on purpose. */
    public String etag() {
        return size + "-" + modifiedAt.toEpochMilli();
    }
}
