package io.millrace.runtime;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.EventEnvelope;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.time.ZoneOffset;

/**
 * Replies as Funqy writes them. The data type is {@link RawValue}: a function may reply with events of several types, and Funqy
 * fixes the writer by the declared one.
 */
public final class Replies {

    private Replies() {}

    public static CloudEvent<RawValue> of(EventEnvelope event) {
        return CloudEventBuilder.create()
                .specVersion("1.0")
                .id(event.id())
                .type(event.type().type())
                .source(event.source())
                .subject(event.subject())
                .time(event.time().atOffset(ZoneOffset.UTC))
                .dataSchema(event.type().dataschema().toString())
                .extensions(event.extensions())
                .build(new RawValue(event.json()));
    }
}
