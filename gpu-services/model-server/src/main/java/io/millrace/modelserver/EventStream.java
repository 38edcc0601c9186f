package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events (WHATWG HTML §9.2), each flushed. A write fails once the client has gone. */
final class EventStream implements AutoCloseable {

    private static final byte[] PREFIX = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final JsonFactory factory;

    EventStream(OutputStream out, JsonFactory factory) {
        this.out = out;
        this.factory = factory;
    }

    void send(HttpCall.Writer data) throws IOException {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        event.writeBytes(PREFIX);
        try (JsonGenerator json = factory.createGenerator(event)) {
            data.write(json);
        }
        event.writeBytes(END);
        write(event.toByteArray());
    }

    /** A comment, which clients skip: it shows whether the client is still there. */
    void ping() throws IOException {
        write(COMMENT);
    }

    void done() throws IOException {
        write(DONE);
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
