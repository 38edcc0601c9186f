package io.millrace.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * One file over http, resumable: what has come lies in a part file, and the next attempt, of this process or a later one, asks for the
 * rest (RFC 9110 §14, {@code Range} with {@code If-Range}).
 */
final class HttpDownload {

    private static final int ATTEMPTS_WITHOUT_PROGRESS = 3;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final OkHttpClient http;

    HttpDownload() {
        this.http = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(15))
                .readTimeout(Duration.ofSeconds(60))
                .build();
    }

    /**
     * Downloads {@code url} whole.
     *
     * @param part where it grows, and lies when this returns
     * @param what for a person
     */
    void fetch(String url, Consumer<Request.Builder> authorise, Path part, String what, Progress progress)
            throws IOException {
        Path tag = part.resolveSibling(part.getFileName() + ".etag");
        int failures = 0;
        while (true) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            try {
                attempt(url, authorise, part, tag, before, what, progress);
                Files.deleteIfExists(tag);
                return;
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                long after = Files.exists(part) ? Files.size(part) : 0;
                failures = after > before ? 1 : failures + 1;
                if (failures >= ATTEMPTS_WITHOUT_PROGRESS) {
                    throw e;
                }
                progress.note(what + ": " + reason(e) + "; going on at byte " + after);
            }
        }
    }

    private void attempt(
            String url,
            Consumer<Request.Builder> authorise,
            Path part,
            Path tag,
            long have,
            String what,
            Progress progress)
            throws IOException {
        Request.Builder request = new Request.Builder().url(url).header("Accept-Encoding", "identity");
        authorise.accept(request);
        boolean resume = have > 0 && Files.exists(tag);
        if (resume) {
            request.header("Range", "bytes=" + have + "-").header("If-Range", Files.readString(tag));
        }
        try (Response response = http.newCall(request.build()).execute()) {
            if (response.code() == RANGE_NOT_SATISFIABLE) {
                Files.deleteIfExists(tag);
                throw new IOException("the rest is not there; starting again");
            }
            if (response.code() != 200 && response.code() != PARTIAL) {
                throw new RefusedException("answered " + response.code());
            }
            boolean partial = response.code() == PARTIAL;
            if (partial && !String.valueOf(response.header("Content-Range")).startsWith("bytes " + have + "-")) {
                Files.deleteIfExists(tag);
                throw new IOException("the rest starts at another byte; starting again");
            }
            long start = partial ? have : 0;
            String etag = response.header("ETag");
            if (etag != null && !etag.startsWith("W/")) {
                Files.writeString(tag, etag);
            } else {
                Files.deleteIfExists(tag);
            }
            long length = response.body().contentLength();
            progress.started(what, length < 0 ? -1 : start + length);
            try {
                copy(response.body().byteStream(), part, start, progress);
            } finally {
                progress.finished();
            }
        }
    }

    private static void copy(InputStream in, Path part, long start, Progress progress) throws IOException {
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(start);
            out.position(start);
            byte[] buffer = new byte[BUFFER_BYTES];
            long total = start;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                total += read;
                progress.advanced(total);
            }
        }
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** The server's answer is final: trying again gives the same. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }
}
