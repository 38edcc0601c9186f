package io.millrace.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One file over http, resumable: what has come lies in a part file, and the next attempt, of this process or a later one, asks for the
 * rest (RFC 9110 §14). From the same address that takes {@code If-Range}; where the content's hash is known, any address may give the rest,
 * since the whole is checked. A redirect to another host takes no credentials along (OkHttp drops {@code Authorization}).
 */
final class HttpDownload {

    private static final int ATTEMPTS_WITHOUT_PROGRESS = 3;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:([0-9]+)-[0-9]+|\\*)/([0-9]+|\\*)");
    private static final Pattern SHA_256 = Pattern.compile("\"?([0-9a-f]{64})\"?");

    private final OkHttpClient http;

    HttpDownload() {
        this.http = new OkHttpClient.Builder()
                .connectTimeout(Duration.ofSeconds(15))
                .readTimeout(Duration.ofSeconds(60))
                .build();
    }

    /**
     * What is to be had.
     *
     * @param authorise adds credentials for the address's own host
     * @param bytes its size where its hash is known, so that the caller will check the whole; null where neither is
     * @param what for a person
     */
    record Wanted(
            String url,
            Consumer<Request.Builder> authorise,
            @Nullable Long bytes,
            String what) {}

    /**
     * What Hugging Face's answers say beside the content, on the way to the host that has it.
     *
     * @param commit that the asked revision is ({@code X-Repo-Commit})
     * @param sha256 of a large file ({@code X-Linked-Etag})
     */
    record Told(Optional<String> commit, Optional<String> sha256) {
        static final Told NOTHING = new Told(Optional.empty(), Optional.empty());

        static Told by(Response last) {
            Optional<String> commit = Optional.empty();
            Optional<String> sha256 = Optional.empty();
            for (Response response = last; response != null; response = response.priorResponse()) {
                if (commit.isEmpty()) {
                    commit = header(response, "X-Repo-Commit").filter(text -> text.matches("[0-9a-f]{40}"));
                }
                if (sha256.isEmpty()) {
                    sha256 = header(response, "X-Linked-Etag")
                            .map(SHA_256::matcher)
                            .filter(Matcher::matches)
                            .map(match -> match.group(1));
                }
            }
            return new Told(commit, sha256);
        }

        private static Optional<String> header(Response response, String name) {
            return Optional.ofNullable(response.header(name));
        }
    }

    /** The server's answer is final: trying again gives the same. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        /** @param status what it answered; 200 where that, and not the status, is what is wrong */
        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Downloads it whole into {@code part}. */
    Told fetch(Wanted wanted, PartFile part, Progress progress) throws IOException {
        int failures = 0;
        while (true) {
            long before = part.size();
            if (wanted.bytes() != null && before >= wanted.bytes()) {
                if (before == wanted.bytes()) {
                    return Told.NOTHING;
                }
                part.delete();
                before = 0;
            }
            try {
                return attempt(wanted, part, before, progress);
            } catch (RefusedException | DiskSpace.FullException e) {
                throw e;
            } catch (IOException e) {
                long after = part.size();
                failures = after > before ? 1 : failures + 1;
                if (failures >= ATTEMPTS_WITHOUT_PROGRESS) {
                    throw e;
                }
                progress.note(wanted.what() + ": " + reason(e) + "; going on at byte " + after);
            }
        }
    }

    private Told attempt(Wanted wanted, PartFile part, long have, Progress progress) throws IOException {
        Request.Builder request = new Request.Builder().url(wanted.url()).header("Accept-Encoding", "identity");
        wanted.authorise().accept(request);
        Optional<String> tag = have > 0 ? part.tag(wanted.url()) : Optional.empty();
        if (have > 0 && (tag.isPresent() || wanted.bytes() != null)) {
            request.header("Range", "bytes=" + have + "-");
            tag.ifPresent(etag -> request.header("If-Range", etag));
        }
        try (Response response = http.newCall(request.build()).execute()) {
            Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.header("Content-Range")));
            String total = range.matches() ? range.group(2) : "*";
            switch (response.code()) {
                case OK -> restart(wanted, part, response);
                case PARTIAL -> {
                    if (!range.matches() || !Long.toString(have).equals(range.group(1))) {
                        part.delete();
                        throw new IOException("the rest starts at another byte; starting again");
                    }
                    if (tag.isEmpty()) {
                        part.mixed();
                    }
                }
                case RANGE_NOT_SATISFIABLE -> {
                    if (tag.isPresent() && total.equals(Long.toString(have))) {
                        return Told.by(response);
                    }
                    if (wanted.bytes() != null) {
                        throw new RefusedException(
                                OK, "has no byte " + have + ", but " + wanted.bytes() + " bytes are wanted");
                    }
                    part.delete();
                    throw new IOException("the rest is not there; starting again");
                }
                default -> throw new RefusedException(response.code(), "answered " + response.code());
            }
            receive(wanted, part, response, progress);
            return Told.by(response);
        }
    }

    private static void restart(Wanted wanted, PartFile part, Response response) throws IOException {
        long length = response.body().contentLength();
        if (wanted.bytes() != null && length >= 0 && length != wanted.bytes()) {
            throw new RefusedException(OK, "has " + length + " bytes, but " + wanted.bytes() + " are wanted");
        }
        boolean untold = length < 0
                && response.header("Transfer-Encoding") == null
                && (response.protocol() == Protocol.HTTP_1_1 || response.protocol() == Protocol.HTTP_1_0);
        if (wanted.bytes() == null && untold) {
            throw new RefusedException(
                    OK, "does not say how long the file is, and without a hash nobody could tell that it is whole");
        }
        part.restart(wanted.url(), Optional.ofNullable(response.header("ETag")).filter(etag -> !etag.startsWith("W/")));
    }

    private static void receive(Wanted wanted, PartFile part, Response response, Progress progress) throws IOException {
        long start = part.size();
        long length = response.body().contentLength();
        if (length > 0) {
            DiskSpace.require(part.path().resolveSibling(""), length, wanted.what());
        }
        progress.started(wanted.what(), length < 0 ? -1 : start + length);
        try {
            copy(response.body().byteStream(), part.path(), start, wanted, progress);
        } finally {
            progress.finished();
        }
    }

    private static void copy(InputStream in, Path part, long start, Wanted wanted, Progress progress)
            throws IOException {
        long total = start;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.position(start);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (wanted.bytes() != null && total + read > wanted.bytes()) {
                    throw new RefusedException(OK, "sends more than the " + wanted.bytes() + " bytes that are wanted");
                }
                write(out, ByteBuffer.wrap(buffer, 0, read), part);
                total += read;
                progress.advanced(total);
            }
        }
        if (wanted.bytes() != null && total < wanted.bytes()) {
            throw new IOException("ended at byte " + total + " of " + wanted.bytes());
        }
    }

    private static void write(FileChannel out, ByteBuffer bytes, Path part) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw DiskSpace.named(e, part.resolveSibling(""));
        }
    }

    static String reason(IOException e) {
        String message = e.getMessage();
        if (e instanceof UnknownHostException) {
            return "the host " + message + " is not known here: no network, or no such name";
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
