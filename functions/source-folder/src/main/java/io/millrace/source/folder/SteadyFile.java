package io.millrace.source.folder;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file's bytes that all belong to one state of it: where the file is another at the end than at the start, reading fails, and may
 * succeed when it is tried again.
 */
final class SteadyFile extends FilterInputStream {

    private final Path path;
    private final String etag;

    /** @param etag as it was before the file was opened */
    SteadyFile(Path path, String etag) throws IOException {
        super(Files.newInputStream(path));
        this.path = path;
        this.etag = etag;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            requireUnchanged();
        }
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read < 0) {
            requireUnchanged();
        }
        return read;
    }

    private void requireUnchanged() throws IOException {
        if (!etag.equals(FolderSource.etag(Files.readAttributes(path, BasicFileAttributes.class)))) {
            throw new IOException("the file changed while it was read");
        }
    }
}
