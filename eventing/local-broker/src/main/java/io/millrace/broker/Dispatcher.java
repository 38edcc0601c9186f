package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.broker.KeyedQueue.Waiting;
import io.millrace.core.problem.Problem;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one {@link Lane}. All its state belongs to one Vert.x context. It holds a window of events in memory; what is behind that stays in
 * the store until there is room.
 */
final class Dispatcher {

    private static final int WINDOW_FACTOR = 4;
    private static final long WINDOW_BYTES = 16L << 20;

    private final Context context;
    private final Lane lane;
    private final Subscriber subscriber;
    private final Journal journal;
    private final Receipts receipts;
    private final BrokerSettings settings;
    private final LongAdder delivered = new LongAdder();

    private final KeyedQueue queue;
    private final Pause pause = new Pause();
    private int held;
    private long heldBytes;
    private int inFlight;
    private int sending;
    private long cursor;
    private boolean behind = true;
    private boolean loading;
    private boolean stopped;
    private volatile boolean paused;

    Dispatcher(
            Context context,
            Lane lane,
            Subscriber subscriber,
            Journal journal,
            Receipts receipts,
            BrokerSettings settings) {
        this.context = context;
        this.lane = lane;
        this.subscriber = subscriber;
        this.journal = journal;
        this.receipts = receipts;
        this.settings = settings;
        this.queue = new KeyedQueue(lane.ordered());
    }

    Lane lane() {
        return lane;
    }

    /** Whether it waits for a model Service; any thread may ask. */
    boolean paused() {
        return paused;
    }

    /** How many events it has delivered since the start; any thread may ask. */
    long delivered() {
        return delivered.sum();
    }

    /** Takes up what waits in the store. */
    void start() {
        context.runOnContext(ignored -> pump());
    }

    void stop() {
        context.runOnContext(ignored -> {
            stopped = true;
            subscriber.close();
        });
    }

    /** An event has been added to the lane's queue, durably. Calls come in the order of the sequence numbers, on the journal's thread. */
    void offer(Stored stored) {
        context.runOnContext(ignored -> {
            if (stored.sequence() > cursor && !behind) {
                if (hasRoom()) {
                    hold(stored);
                } else {
                    behind = true;
                }
            }
            pump();
        });
    }

    private boolean hasRoom() {
        return held < WINDOW_FACTOR * settings.maxInFlight() && heldBytes < WINDOW_BYTES;
    }

    private void hold(Stored stored) {
        cursor = stored.sequence();
        held++;
        heldBytes += stored.event().encodedBytes();
        queue.add(stored);
    }

    private void pump() {
        if (stopped) {
            return;
        }
        while (inFlight < settings.maxInFlight() && pause.allows(sending)) {
            Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            inFlight++;
            send(next);
        }
        if (behind && !loading && held <= WINDOW_FACTOR * settings.maxInFlight() / 2 && heldBytes < WINDOW_BYTES) {
            loading = true;
            journal.submit(new Load(cursor, WINDOW_FACTOR * settings.maxInFlight() - held, WINDOW_BYTES - heldBytes));
        }
    }

    private void send(Waiting waiting) {
        Event event = waiting.stored.event();
        waiting.attempts++;
        if (!lane.ending().atSink() && tooManyHops(event)) {
            refused(
                    waiting,
                    Outcome.Refused.finallyBecause(
                            subscriber.uri(),
                            "the event went through more than " + settings.maxHops()
                                    + " functions: the topology has a loop"));
            return;
        }
        sending++;
        subscriber
                .post(
                        event,
                        lane.ending().outgoing(waiting.stored),
                        lane.ending().atSink())
                .onSuccess(outcome -> context.runOnContext(ignored -> {
                    sending--;
                    settle(waiting, outcome);
                }));
    }

    private boolean tooManyHops(Event event) {
        try {
            String hops = event.attribute("hops");
            return !hops.isEmpty() && Integer.parseInt(hops) > settings.maxHops();
        } catch (NumberFormatException e) {
            return false; // not the guard's number; functions check their own extensions
        }
    }

    private void settle(Waiting waiting, Outcome outcome) {
        if (stopped) {
            return;
        }
        if (outcome instanceof Outcome.ModelAway) {
            waiting.attempts--;
            inFlight--;
            queue.putBack(waiting);
            long wait = pause.begin();
            paused = true;
            if (wait > 0) {
                after(Duration.ofMillis(wait), pause::probe);
            }
            return;
        }
        if (pause.active()) {
            pause.end();
            paused = false;
        }
        switch (outcome) {
            case Outcome.Taken taken -> finish(waiting, lane.ending().taken(waiting.stored));
            case Outcome.Replied(Event reply) -> finish(waiting, lane.ending().replied(waiting.stored, reply));
            case Outcome.Refused refused -> refused(waiting, refused);
            case Outcome.ModelAway away -> throw new IllegalStateException("handled above");
        }
        pump();
    }

    private void refused(Waiting waiting, Outcome.Refused why) {
        if (why.retryable() && waiting.attempts <= lane.delivery().retry()) {
            after(settings.profile().wait(lane.delivery(), waiting.attempts), () -> {
                inFlight--;
                queue.putBack(waiting);
            });
        } else {
            journal.submit(new Finish(waiting, lane.ending().failed(waiting.stored, waiting.attempts, why)));
        }
    }

    private void finish(Waiting waiting, Lane.Settlement settlement) {
        delivered.increment();
        journal.submit(new Finish(waiting, settlement));
    }

    private void after(Duration wait, Runnable then) {
        Runnable step = () -> {
            then.run();
            pump();
        };
        if (wait.isPositive()) {
            context.owner().setTimer(Math.max(1, wait.toMillis()), id -> context.runOnContext(ignored -> step.run()));
        } else {
            context.runOnContext(ignored -> step.run());
        }
    }

    /** Reads the next part of the queue. */
    private final class Load implements Journal.Change {
        private final long after;
        private final int count;
        private final long maxBytes;
        private @Nullable List<Stored> read;

        Load(long after, int count, long maxBytes) {
            this.after = after;
            this.count = count;
            this.maxBytes = maxBytes;
        }

        @Override
        public void apply(EventStore store) {
            read = store.read(lane.queue(), after, count, maxBytes);
        }

        @Override
        public void durable() {
            List<Stored> events = read == null ? List.of() : read;
            context.runOnContext(ignored -> {
                loading = false;
                behind = !events.isEmpty();
                events.forEach(Dispatcher.this::hold);
                pump();
            });
        }

        @Override
        public void failed(Problem why) {
            // The store is gone: nothing can be delivered until the process starts again.
        }
    }

    /** Takes an event out of the queue, with what else its end changes. */
    private final class Finish implements Journal.Change {
        private final Waiting waiting;
        private final Lane.Settlement settlement;

        Finish(Waiting waiting, Lane.Settlement settlement) {
            this.waiting = waiting;
            this.settlement = settlement;
        }

        @Override
        public void apply(EventStore store) {
            store.remove(lane.queue(), waiting.stored.sequence());
            settlement.apply(store);
        }

        @Override
        public boolean isPatient() {
            return settlement.isNothing() && !lane.ordered();
        }

        @Override
        public void durable() {
            settlement.durable();
            receipts.ended(waiting.stored.sequence(), settlement.delivered(), settlement.successors());
            context.runOnContext(ignored -> {
                inFlight--;
                held--;
                heldBytes -= waiting.stored.event().encodedBytes();
                queue.done(waiting);
                pump();
            });
        }

        @Override
        public void failed(Problem why) {
            // The event stays in the queue of the store, and is delivered again after the next start.
            receipts.ended(waiting.stored.sequence(), false, new long[0]);
        }
    }
}
