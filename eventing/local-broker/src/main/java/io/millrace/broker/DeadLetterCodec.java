package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.DeadLetter.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Dead letters as stored (length and JSON, then the event) and as shown (the JSON of the command line's contract). */
final class DeadLetterCodec {

    private static final ObjectMapper JSON = new ObjectMapper();

    private DeadLetterCodec() {}

    static byte[] encode(DeadLetter letter, byte[] event) {
        byte[] head = json(letter).toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + head.length + event.length)
                .putInt(head.length)
                .put(head)
                .put(event)
                .array();
    }

    static DeadLetter letter(byte[] stored) {
        try {
            return letter(JSON.readTree(stored, Integer.BYTES, headLength(stored)));
        } catch (IOException | RuntimeException e) {
            throw new DamagedStoreException("a stored dead letter can't be read: " + e.getMessage(), e);
        }
    }

    static byte[] encodedEvent(byte[] stored) {
        return Arrays.copyOfRange(stored, Integer.BYTES + headLength(stored), stored.length);
    }

    private static int headLength(byte[] stored) {
        return ByteBuffer.wrap(stored).getInt();
    }

    static ObjectNode json(DeadLetter letter) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", String.valueOf(letter.id()))
                .put("type", letter.type())
                .put("trigger", letter.trigger())
                .put("function", letter.function())
                .put("attempts", letter.attempts())
                .put("status", letter.status())
                .put("reason", letter.reason())
                .put("time", letter.time().toString())
                .put("tenant", letter.tenant())
                .put("eventId", letter.eventId())
                .put("source", letter.source())
                .put("subject", letter.subject());
        switch (letter.sink()) {
            case Sink.None none -> node.put("sink", "none");
            case Sink.Pending pending -> node.put("sink", "pending");
            case Sink.Delivered delivered -> node.put("sink", "delivered");
            case Sink.Failed(String reason) -> node.put("sink", "failed").put("sinkReason", reason);
        }
        return node;
    }

    /** With the event's attributes, and its data as text, or as base64 where it is none. */
    static ObjectNode json(DeadLetter letter, Event event) {
        ObjectNode node = json(letter);
        ObjectNode shown = node.putObject("event");
        ObjectNode attributes = shown.putObject("attributes");
        event.attributes().forEach(attributes::put);
        try {
            shown.put(
                    "data",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(event.data()))
                            .toString());
        } catch (CharacterCodingException e) {
            shown.put("dataBase64", event.data());
        }
        return node;
    }

    private static DeadLetter letter(JsonNode node) {
        Sink sink = switch (node.path("sink").asText()) {
            case "pending" -> new Sink.Pending();
            case "delivered" -> new Sink.Delivered();
            case "failed" -> new Sink.Failed(node.path("sinkReason").asText());
            default -> new Sink.None();
        };
        return new DeadLetter(
                node.path("id").asLong(),
                node.path("eventId").asText(),
                node.path("type").asText(),
                node.path("source").asText(),
                node.path("subject").asText(),
                node.path("tenant").asText(),
                node.path("trigger").asText(),
                node.path("function").asText(),
                node.path("attempts").asInt(),
                node.path("status").isNull() ? null : node.path("status").asInt(),
                node.path("reason").asText(),
                Instant.parse(node.path("time").asText()),
                sink);
    }
}
