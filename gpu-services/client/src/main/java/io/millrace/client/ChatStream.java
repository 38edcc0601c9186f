package io.millrace.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Reads a streamed chat completion: server-sent events whose data is a {@code chat.completion.chunk}, the last one {@code [DONE]}. */
final class ChatStream {

    private final WithoutThoughts text;
    private int promptTokens;
    private int completionTokens;
    private FinishReason finishReason = FinishReason.STOP;
    private boolean finished;
    private @Nullable StreamError error;

    ChatStream(Consumer<String> onText) {
        this.text = new WithoutThoughts(onText);
    }

    /** The error that the server sent in the stream; null where it sent none. */
    @Nullable
    StreamError error() {
        return error;
    }

    /** @throws EOFException if the stream ends before the reply does */
    Generation read(BufferedSource events) throws IOException {
        EventStream.read(events, data -> {
            if (data.equals("[DONE]")) {
                finished = true;
                return false;
            }
            EventStream.members(data, this::readMember);
            return error == null;
        });
        if (!finished && error == null) {
            throw new EOFException("the stream ended before the reply did");
        }
        return new Generation(text.finish(), promptTokens, completionTokens, finishReason);
    }

    private void readMember(String name, JsonParser json) throws IOException {
        JsonToken value = json.currentToken();
        if (name.equals("choices") && value == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                readChoice(json);
            }
        } else if (name.equals("usage") && value == JsonToken.START_OBJECT) {
            readUsage(json);
        } else if (name.equals("error") && value != JsonToken.VALUE_NULL) {
            error = StreamError.read(json);
        } else {
            json.skipChildren();
        }
    }

    private void readChoice(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("delta") && value == JsonToken.START_OBJECT) {
                readDelta(json);
            } else if (field.equals("finish_reason") && value == JsonToken.VALUE_STRING) {
                finishReason = json.getText().equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
                finished = true;
            } else {
                json.skipChildren();
            }
        }
    }

    private void readDelta(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("content") && value == JsonToken.VALUE_STRING) {
                text.add(json.getText());
            } else {
                json.skipChildren();
            }
        }
    }

    private void readUsage(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "prompt_tokens" -> promptTokens = json.getIntValue();
                case "completion_tokens" -> completionTokens = json.getIntValue();
                default -> json.skipChildren();
            }
        }
    }
}
