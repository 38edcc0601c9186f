package io.millrace.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import java.util.Map;
import java.util.TreeMap;

/**
 * A CloudEvent of a document as a subscriber gets it, in binary mode.
 *
 * @param attributes its headers {@code ce-*}, by lower-case name
 * @param body its data, JSON
 * @param payload what the data say
 */
record DeliveredEvent(Map<String, String> attributes, String body, Record payload) {

    DeliveredEvent {
        attributes = Map.copyOf(attributes);
    }

    static DeliveredEvent of(Map<String, String> attributes, String body) {
        EventType type =
                EventType.ofType(attributes.getOrDefault("ce-type", "")).orElseThrow();
        try {
            return new DeliveredEvent(attributes, body, ContractJson.mapper().readValue(body, type.payload()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no payload of " + type, e);
        }
    }

    /** An event that a function emits, as the broker would hand it on. */
    static DeliveredEvent of(EventEnvelope event) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("ce-type", event.type().type());
        event.extensions().forEach((name, value) -> attributes.put("ce-" + name, value));
        return of(attributes, event.json());
    }

    EventType type() {
        return EventType.ofType(attributes.getOrDefault("ce-type", "")).orElseThrow();
    }

    /** What brokers keep the order by. */
    String partitionKey() {
        return attributes.getOrDefault("ce-" + EventEnvelope.PARTITION_KEY, "");
    }
}
