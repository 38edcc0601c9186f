package io.millrace.broker;

import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.EventStore.Stored;
import io.millrace.topology.Destination;
import io.millrace.topology.TriggerSpec;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A Trigger's events: a reply goes back into the broker, a failure becomes a dead letter, which goes on to the dead-letter sink. */
final class TriggerEnding implements Lane.Ending {

    private final TriggerSpec trigger;
    private final URI subscriber;
    private final Router router;
    private final Clock clock;
    private final BrokerRules rules;
    private final @Nullable Dispatcher sink;

    TriggerEnding(
            TriggerSpec trigger,
            URI subscriber,
            Router router,
            Clock clock,
            BrokerRules rules,
            @Nullable Dispatcher sink) {
        this.trigger = trigger;
        this.subscriber = subscriber;
        this.router = router;
        this.clock = clock;
        this.rules = rules;
        this.sink = sink;
    }

    @Override
    public boolean atSink() {
        return false;
    }

    @Override
    public Event outgoing(Stored stored) {
        return rules.outgoing(stored);
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
            store.appendDeadLetter(
                    number, DeadLetterCodec.encode(letter(number, event, attempts, why), event.encode()));
            if (sink != null) {
                Event dead = rules.deadLetter(stored, why);
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

        @Override
        public long[] successors() {
            return sink == null ? new long[0] : new long[] {number};
        }

        /** A dead letter that no sink gets is kept here, and the channel-based broker's sender hears of it. */
        @Override
        public boolean delivered() {
            return sink != null;
        }
    }
}
