package io.millrace.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.ContractJson;
import io.millrace.core.deadletter.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Dead letters as the broker of one machine shows them too. Knative says neither the Trigger nor how often it tried, so both
 * are null here.
 */
final class DeadLetterJson {

    private DeadLetterJson() {}

    static JsonNode list(List<DeadLetter> letters) {
        ObjectNode body = ContractJson.mapper().createObjectNode();
        ArrayNode array = body.putArray("deadLetters");
        letters.forEach(letter -> array.add(summary(letter)));
        return body;
    }

    /** With the event: its data as text, or as base64 where it is none. */
    static JsonNode whole(DeadLetter letter) {
        ObjectNode node = summary(letter);
        ObjectNode event = node.putObject("event");
        ObjectNode attributes = event.putObject("attributes");
        letter.attributes().forEach(attributes::put);
        byte[] data = Base64.getDecoder().decode(letter.dataBase64());
        try {
            event.put(
                    "data",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(data))
                            .toString());
        } catch (CharacterCodingException e) {
            event.put("dataBase64", letter.dataBase64());
        }
        return node;
    }

    private static ObjectNode summary(DeadLetter letter) {
        return ContractJson.mapper()
                .createObjectNode()
                .put("id", letter.id())
                .put("type", letter.attribute("type"))
                .putNull("trigger")
                .put("function", letter.function())
                .putNull("attempts")
                .put("status", letter.status())
                .put("reason", letter.reason())
                .put("time", letter.time().toString())
                .put("tenant", letter.attribute("tenant"))
                .put("eventId", letter.attribute("id"))
                .put("source", letter.attribute("source"))
                .put("subject", letter.attribute("subject"));
    }
}
