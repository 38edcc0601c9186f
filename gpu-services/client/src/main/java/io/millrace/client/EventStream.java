package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import okio.BufferedSource;

/** Server-sent events whose data is one line, each handed on as soon as its line is there (WHATWG HTML §9.2). */
final class EventStream {

    private static final String DATA = "data:";

    private EventStream() {}

    /** Takes one event. */
    @FunctionalInterface
    interface Reader {
        /** Whether more is wanted. */
        boolean read(String data) throws IOException;
    }

    /** Takes the members of an event that is a JSON object; each leaves {@code json} at the last token of its value. */
    @FunctionalInterface
    interface MemberReader {
        void read(String name, JsonParser json) throws IOException;
    }

    /** Reads until the reader wants no more, or the stream ends. */
    static void read(BufferedSource events, Reader reader) throws IOException {
        for (String line = events.readUtf8Line(); line != null; line = events.readUtf8Line()) {
            if (line.startsWith(DATA)
                    && !reader.read(line.substring(DATA.length()).strip())) {
                return;
            }
        }
    }

    static void members(String data, MemberReader reader) throws IOException {
        try (JsonParser json = ModelCalls.parser(data)) {
            members(json, reader);
        }
    }

    static void members(JsonParser json, MemberReader reader) throws IOException {
        EmbeddingAnswer.expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            reader.read(name, json);
        }
    }
}
