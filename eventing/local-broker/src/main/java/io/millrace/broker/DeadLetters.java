package io.millrace.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.EventStore.Stored;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The dead letters of a broker. Results come from the journal's thread; don't block there. */
public final class DeadLetters {

    private static final int PAGE = 256;

    private static final long[] NOTHING = {};

    private final Journal journal;
    private final Receipts receipts;
    private final Map<String, Dispatcher> triggers;
    private final Map<String, Dispatcher> sinks;

    DeadLetters(Journal journal, Receipts receipts, Map<String, Dispatcher> triggers, Map<String, Dispatcher> sinks) {
        this.journal = journal;
        this.receipts = receipts;
        this.triggers = Map.copyOf(triggers);
        this.sinks = Map.copyOf(sinks);
    }

    /** The newest ones that the query asks for, newest first. */
    public CompletableFuture<List<DeadLetter>> list(DeadLetterQuery query) {
        return page(query, Long.MAX_VALUE, List.of());
    }

    /** Goes on in pages, so that events aren't held up however many dead letters there are; those that come meanwhile are left out. */
    private CompletableFuture<List<DeadLetter>> page(DeadLetterQuery query, long before, List<DeadLetter> found) {
        return journal.ask(store -> store.deadLettersBefore(before, PAGE).stream()
                        .map(DeadLetterCodec::letter)
                        .toList())
                .thenCompose(page -> {
                    List<DeadLetter> all = Stream.concat(
                                    found.stream(), page.stream().filter(query::matches))
                            .limit(query.limit())
                            .toList();
                    return all.size() == query.limit() || page.size() < PAGE
                            ? CompletableFuture.completedFuture(all)
                            : page(query, page.getLast().id(), all);
                });
    }

    /** The newest ones, newest first. */
    public CompletableFuture<List<DeadLetter>> list(int limit) {
        return list(DeadLetterQuery.newest(limit));
    }

    /** One of them with its whole event, as the JSON that the admin interface gives; empty when it isn't there. */
    public CompletableFuture<Optional<ObjectNode>> show(long id) {
        return journal.ask(store -> store.deadLetter(id)
                .map(bytes -> DeadLetterCodec.json(
                        DeadLetterCodec.letter(bytes), Event.decode(DeadLetterCodec.encodedEvent(bytes)))));
    }

    /**
     * Delivers its event again, as it was, to the Trigger where it failed, and forgets the dead letter; false when it isn't there. Fails with a
     * {@link ProblemException}, code {@code trigger-unknown}, when that Trigger is no more.
     */
    public CompletableFuture<Boolean> replay(long id) {
        return journal.ask(store -> queue(store, id), replay -> replay.durable(receipts))
                .thenApply(Replay::found);
    }

    private Replay queue(EventStore store, long id) {
        Optional<byte[]> bytes = store.deadLetter(id);
        if (bytes.isEmpty()) {
            return Replay.ABSENT;
        }
        String trigger = DeadLetterCodec.letter(bytes.get()).trigger();
        Dispatcher dispatcher = triggers.get(trigger);
        if (dispatcher == null) {
            return new Replay.Unknown(trigger);
        }
        byte[] encoded = DeadLetterCodec.encodedEvent(bytes.get());
        Event event = Event.decode(encoded);
        forget(store, id, trigger);
        return new Replay.Queued(
                id, dispatcher, new Stored(store.append(dispatcher.lane().queue(), encoded), event));
    }

    /** What {@link #replay} would take up, changing nothing; it fails as {@link #replay} would. */
    public CompletableFuture<Optional<ObjectNode>> replayable(long id) {
        return show(id).thenApply(found -> {
            found.ifPresent(letter -> {
                String trigger = letter.path("trigger").asText();
                if (!triggers.containsKey(trigger)) {
                    throw unknown(trigger);
                }
            });
            return found;
        });
    }

    /** Forgets a dead letter; false when it isn't there. */
    public CompletableFuture<Boolean> discard(long id) {
        return journal.ask(
                store -> {
                    Optional<byte[]> bytes = store.deadLetter(id);
                    bytes.ifPresent(
                            b -> forget(store, id, DeadLetterCodec.letter(b).trigger()));
                    return bytes.isPresent();
                },
                found -> receipts.ended(id, false, NOTHING));
    }

    private void forget(EventStore store, long id, String trigger) {
        store.removeDeadLetter(id);
        Dispatcher sink = sinks.get(trigger);
        if (sink != null) {
            store.remove(sink.lane().queue(), id);
        }
    }

    private static ProblemException unknown(String trigger) {
        return ProblemException.of(
                Category.UNPROCESSABLE,
                "trigger-unknown",
                "The dead letter failed at Trigger '" + trigger
                        + "', which the topology doesn't declare any more. Declare it, or discard the dead letter.");
    }

    private sealed interface Replay {
        Replay ABSENT = new Absent();

        /** On the journal's thread, right after the commit, so that offers keep their order. */
        default void durable(Receipts receipts) {}

        /** Whether there was such a dead letter. */
        boolean found();

        record Absent() implements Replay {
            @Override
            public boolean found() {
                return false;
            }
        }

        record Unknown(String trigger) implements Replay {
            @Override
            public boolean found() {
                throw unknown(trigger);
            }
        }

        /** Who waits for the dead letter, on its way to a sink, waits for its event's new way instead. */
        record Queued(long id, Dispatcher dispatcher, Stored stored) implements Replay {
            @Override
            public void durable(Receipts receipts) {
                receipts.ended(id, true, new long[] {stored.sequence()});
                dispatcher.offer(stored);
            }

            @Override
            public boolean found() {
                return true;
            }
        }
    }
}
