package io.millrace.source.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.problem.ProblemException;
import io.millrace.source.web.TestWeb.Names;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that give too much, too slowly or without end: each ends in a problem that says what, within the time. */
@Timeout(30)
class HostileServersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

    @Test
    void aBodyWithoutEndIsTooLarge() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, OK + "\r\n");
                    writeOn(out);
                }))
                .isEqualTo("document-too-large");
    }

    @Test
    void aGigabyteIsRefusedBeforeItIsRead() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, OK + "Content-Length: 1073741824\r\n\r\n");
                    new CountDownLatch(1).await();
                }))
                .isEqualTo("document-too-large");
    }

    @Test
    void aCompressionBombIsTooLarge() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, OK + "Content-Encoding: gzip\r\n\r\n");
                    GZIPOutputStream bomb = new GZIPOutputStream(out);
                    writeOn(bomb);
                }))
                .isEqualTo("document-too-large");
    }

    @Test
    void aBodyThatStopsHalfWayIsTooSlow() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, OK + "Content-Length: 1000\r\n\r\nhalf");
                    new CountDownLatch(1).await();
                }))
                .isEqualTo("page-timeout");
    }

    @Test
    void aHeaderThatNeverEndsIsTooSlow() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
                    new CountDownLatch(1).await();
                }))
                .isEqualTo("page-timeout");
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        assertThat(codeOf(out -> {
                    write(out, "HTTP/1.1 200 OK\r\n");
                    while (true) {
                        write(out, "X-More: more\r\n");
                    }
                }))
                .isEqualTo("page-unreachable");
    }

    @Test
    void redirectsWithoutEndAreRefused() throws IOException {
        assertThat(codeOf(out -> write(
                        out,
                        "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")))
                .isEqualTo("document-redirects");
    }

    @Test
    void aConnectionThatBreaksIsTriedAgain() throws IOException {
        try (HostileServer server = new HostileServer("127.0.0.1", OutputStream::close)) {
            assertThat(failure(server).problem().category().retryable()).isTrue();
        }
    }

    private static String codeOf(HostileServer.Answer answer) throws IOException {
        try (HostileServer server = new HostileServer("127.0.0.1", answer)) {
            return failure(server).problem().code();
        }
    }

    private static ProblemException failure(HostileServer server) {
        String page = "http://127.0.0.1:" + server.port() + "/page";
        WebSource source = TestWeb.at("127.0.0.0/8", server.port())
                .within(Duration.ofSeconds(3))
                .source(new Names(), page);
        ProblemException failure = catchThrowableOfType(ProblemException.class, () -> {
            try (var content = source.open(page)) {
                content.content().transferTo(OutputStream.nullOutputStream());
            }
        });
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void writeOn(OutputStream out) throws IOException {
        byte[] zeros = new byte[1 << 16];
        while (true) {
            out.write(zeros);
        }
    }
}
