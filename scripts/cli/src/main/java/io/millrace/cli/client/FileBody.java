package io.millrace.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

/**
 * A file's bytes, read while they are sent and again for each try: as many as it had when this was made, also where it has grown since. That it can't be
 * read is an {@link UnreadableFileException}, and so not taken for a server that is away.
 */
public final class FileBody extends RequestBody {

    private final Path file;
    private final MediaType type;
    private final long bytes;

    /** @throws UnreadableFileException where it is gone, or closed to us */
    public FileBody(Path file, MediaType type) {
        this.file = file;
        this.type = type;
        try {
            this.bytes = Files.size(file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    @Override
    public MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return bytes;
    }

    /** @throws UnreadableFileException where it is gone, closed to us or shorter by now; an IOException is the connection's */
    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        try (Source source = open()) {
            long left = bytes;
            while (left > 0) {
                long read = read(source, sink, left);
                if (read < 0) {
                    throw new UnreadableFileException(file, new IOException("it got shorter while it was read"));
                }
                left -= read;
                sink.emitCompleteSegments();
            }
        }
    }

    private Source open() {
        try {
            return Okio.source(file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    /** Into memory only, so that what fails is the file. */
    private long read(Source source, BufferedSink sink, long most) {
        try {
            return source.read(sink.getBuffer(), most);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }
}
