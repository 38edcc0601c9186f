package io.millrace.broker;

import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.EventStore.Stored;
import io.millrace.core.problem.ProblemException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.h2.mvstore.MVStoreException;

/** Makes dead letters of events that wait for a Trigger that the topology doesn't declare any more. Works before the journal starts. */
final class Orphans {

    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 16L << 20;

    private final EventStore store;
    private final Clock clock;

    Orphans(EventStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Empties every queue that isn't among {@code served}.
     *
     * @throws ProblemException when the store is damaged or can't be written
     */
    void bury(Set<String> served) {
        try {
            buryAll(served);
        } catch (DamagedStoreException | MVStoreException | UncheckedIOException e) {
            throw new ProblemException(store.failure(e), e);
        }
    }

    private void buryAll(Set<String> served) {
        for (String queue : store.queueNames()) {
            if (!served.contains(queue)) {
                List<Stored> batch = store.read(queue, 0, BATCH, BATCH_BYTES);
                while (!batch.isEmpty()) {
                    batch.forEach(stored -> bury(queue, stored));
                    store.commit();
                    batch = store.read(queue, 0, BATCH, BATCH_BYTES);
                }
            }
        }
    }

    private void bury(String queue, Stored stored) {
        store.remove(queue, stored.sequence());
        if (queue.startsWith(Lanes.TRIGGER)) {
            long number = store.nextDeadLetter();
            DeadLetter letter = letter(number, queue.substring(Lanes.TRIGGER.length()), stored.event());
            store.appendDeadLetter(
                    number, DeadLetterCodec.encode(letter, stored.event().encode()));
        } else {
            SinkEnding.note(
                    store, stored.sequence(), new Sink.Failed("the Trigger or its sink is not declared any more"));
        }
    }

    private DeadLetter letter(long number, String trigger, Event event) {
        return new DeadLetter(
                number,
                event.attribute("id"),
                event.attribute("type"),
                event.attribute("source"),
                event.attribute("subject"),
                event.attribute("tenant"),
                trigger,
                "",
                0,
                null,
                "The event waited for Trigger '" + trigger + "', which the topology doesn't declare any more.",
                clock.instant(),
                new Sink.None());
    }
}
