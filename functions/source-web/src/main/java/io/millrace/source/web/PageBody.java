package io.millrace.source.web;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Response;

/** The bytes of an answer, decompressed, up to a limit of bytes and time. Closing it closes the answer. */
final class PageBody extends FilterInputStream {

    private final Response response;
    private final long maxBytes;
    private final Duration timeout;
    private long bytes;

    PageBody(Response response, long maxBytes, Duration timeout) {
        super(response.body().byteStream());
        this.response = response;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        if (response.body().contentLength() > maxBytes) {
            response.close();
            throw tooLarge();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(buffer, offset, length);
        } catch (InterruptedIOException e) {
            throw new ProblemException(PageRequests.timeout(response.request().url(), timeout), e);
        }
        bytes += Math.max(0, read);
        if (bytes > maxBytes) {
            throw tooLarge();
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return read(new byte[(int) Math.min(count, 8192)]);
    }

    @Override
    public void close() {
        response.close();
    }

    private ProblemException tooLarge() {
        return ProblemException.of(
                Category.TOO_LARGE,
                "document-too-large",
                "a page of " + response.request().url().host() + " has more than " + maxBytes
                        + " bytes; raise millrace.web.max-bytes");
    }
}
