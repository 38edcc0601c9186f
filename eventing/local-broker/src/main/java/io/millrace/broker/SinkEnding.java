package io.millrace.broker;

import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.EventStore.Stored;

/**
 * Dead letters on their way to the sink: the dead letter says what became of it there, and is kept in any case (the Kafka broker loses the event when its sink
 * fails). A reply of the sink goes into the broker.
 */
final class SinkEnding implements Lane.Ending {

    private final Router router;

    SinkEnding(Router router) {
        this.router = router;
    }

    @Override
    public boolean atSink() {
        return true;
    }

    @Override
    public Event outgoing(Stored stored) {
        return stored.event();
    }

    @Override
    public Lane.Settlement taken(Stored stored) {
        return new Note(stored.sequence(), new Sink.Delivered());
    }

    @Override
    public Lane.Settlement replied(Stored stored, Event reply) {
        return taken(stored).and(router.append(reply));
    }

    @Override
    public Lane.Settlement failed(Stored stored, int attempts, Outcome.Refused why) {
        return new Note(stored.sequence(), new Sink.Failed(why.reason()));
    }

    /** Writes into a dead letter what became of it; it may be gone, replayed or discarded meanwhile. */
    static void note(EventStore store, long number, Sink sink) {
        store.deadLetter(number)
                .ifPresent(bytes -> store.replaceDeadLetter(
                        number,
                        DeadLetterCodec.encode(
                                DeadLetterCodec.letter(bytes).with(sink), DeadLetterCodec.encodedEvent(bytes))));
    }

    private record Note(long number, Sink sink) implements Lane.Settlement {
        @Override
        public void apply(EventStore store) {
            note(store, number, sink);
        }

        @Override
        public void durable() {}

        @Override
        public boolean delivered() {
            return !(sink instanceof Sink.Failed);
        }
    }
}
