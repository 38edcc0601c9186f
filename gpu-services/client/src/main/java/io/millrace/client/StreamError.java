package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;

/** What a server says as {@code error} in a stream, whose status is 200 already: TGI of all that fails, a full queue included. Its words are read and not kept. */
enum StreamError {
    /** Its queue is full. */
    OVERLOADED,
    OTHER;

    private static final int TOO_MANY_REQUESTS = 429;

    /** Reads a text, or an object with {@code message} and perhaps a status; leaves {@code json} at its last token. */
    static StreamError read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            StreamError error = ofMessage(json);
            json.skipChildren();
            return error;
        }
        StreamError error = OTHER;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            boolean status = value == JsonToken.VALUE_NUMBER_INT && json.getValueAsInt() == TOO_MANY_REQUESTS;
            if (status || (name.equals("message") && ofMessage(json) == OVERLOADED)) {
                error = OVERLOADED;
            }
            json.skipChildren();
        }
        return error;
    }

    private static StreamError ofMessage(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING
                        && json.getText().toLowerCase(Locale.ROOT).contains("overloaded")
                ? OVERLOADED
                : OTHER;
    }
}
