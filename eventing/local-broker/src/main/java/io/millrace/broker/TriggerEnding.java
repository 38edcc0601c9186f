package io.millrace.broker;

import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.EventStore.Stored;
import io.millrace.topology.Destination;
import io.millrace.topology.TriggerSpec;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Trigger's events: a reply goes back into the broker, a failure becomes a dead letter, which goes on to the dead-letter sink. */
final class TriggerEnding implements Lane.Ending {

    private final TriggerSpec trigger;
    private final URI subscriber;
    private final Router router;
    private final Clock clock;
    private final @Nullable Dispatcher sink;

    TriggerEnding(TriggerSpec trigger, URI subscriber, Router router, Clock clock, @Nullable Dispatcher sink) {
        this.trigger = trigger;
        this.subscriber = subscriber;
        this.router = router;
        this.clock = clock;
        this.sink = sink;
    }

    @Override
    public Lane.Settlement taken(Stored stored) {
        return Lane.Settlement.NONE;
    }

    @Override
    public Lane.Settlement replied(Stored stored, Event reply) {
        return router.append(reply);
    }

    @Override
    public Lane.Settlement failed(Stored stored, int attempts, Outcome.Refused why) {
        return new Burial(stored, attempts, why);
    }

    private DeadLetter letter(long id, Event event, int attempts, Outcome.Refused why) {
        return new DeadLetter(
                id,
                event.attribute("id"),
                event.attribute("type"),
                event.attribute("source"),
                event.attribute("subject"),
                event.attribute("tenant"),
                trigger.name(),
                trigger.subscriber() instanceof Destination.Ref ref ? ref.name() : subscriber.toString(),
                attempts,
                why.status(),
                why.reason(),
                clock.instant(),
                sink == null ? new Sink.None() : new Sink.Pending());
    }

    /** What the Kafka broker puts on a dead letter; the queue stands for the partition, of which there is one. */
    private Map<String, String> extensions(Stored stored, Outcome.Refused why) {
        Map<String, String> extensions = new LinkedHashMap<>(why.extensions());
        extensions.put("knativeerrordest", subscriber.toString());
        if (why.status() != null) {
            extensions.put("knativeerrorcode", why.status().toString());
        }
        if (!why.body().isEmpty()) {
            extensions.put(
                    "knativeerrordata",
                    Base64.getEncoder().encodeToString(why.body().getBytes(StandardCharsets.UTF_8)));
        }
        extensions.put("knativekafkapartition", "0");
        extensions.put("knativekafkaoffset", String.valueOf(stored.sequence()));
        return extensions;
    }

    private final class Burial implements Lane.Settlement {
        private final Stored stored;
        private final int attempts;
        private final Outcome.Refused why;
        private long number;
        private @Nullable Event forSink;

        Burial(Stored stored, int attempts, Outcome.Refused why) {
            this.stored = stored;
            this.attempts = attempts;
            this.why = why;
        }

        @Override
        public void apply(EventStore store) {
            Event event = stored.event();
            number = store.nextDeadLetter();
            store.putDeadLetter(number, DeadLetterCodec.encode(letter(number, event, attempts, why), event.encode()));
            if (sink != null) {
                Event dead = event.with(extensions(stored, why));
                store.append(sink.lane().queue(), number, dead.encode());
                forSink = dead;
            }
        }

        @Override
        public void durable() {
            if (sink != null && forSink != null) {
                sink.offer(new Stored(number, forSink));
            }
        }
    }
}
