package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.topology.Delivery;
import java.util.stream.LongStream;

/**
 * A queue and how its events are delivered.
 *
 * @param queue the queue's name in the store
 * @param ordered whether events of one {@code partitionkey} go one after another
 * @param ending what becomes of an event in the end
 */
record Lane(String queue, Delivery delivery, boolean ordered, Ending ending) {

    /** Names what is to be changed, in one commit, together with an event's removal from the queue. */
    interface Ending {
        /** Whether the events are dead letters on their way to a sink. */
        boolean atSink();

        /** An event as it is sent. */
        Event outgoing(Stored stored);

        /** The subscriber took the event. */
        Settlement taken(Stored stored);

        /** The subscriber took the event and answered with another. */
        Settlement replied(Stored stored, Event reply);

        /** The event can't be delivered. */
        Settlement failed(Stored stored, int attempts, Outcome.Refused why);
    }

    /** Changes to the store that are made in the commit of something else. */
    interface Settlement {
        /** Nothing to change. */
        Settlement NONE = new Settlement() {
            @Override
            public void apply(EventStore store) {}

            @Override
            public void durable() {}

            @Override
            public boolean isNothing() {
                return true;
            }
        };

        /** Once applied: the numbers of the events that go on from here. */
        default long[] successors() {
            return new long[0];
        }

        /** Whether this is a good end, or the way to one. */
        default boolean delivered() {
            return true;
        }

        /** On the journal's thread, before the commit. */
        void apply(EventStore store);

        /** On the journal's thread, after the commit. */
        void durable();

        /** Whether there is nothing to change. */
        default boolean isNothing() {
            return false;
        }

        /** This, then the other. */
        default Settlement and(Settlement other) {
            Settlement first = this;
            return new Settlement() {
                @Override
                public void apply(EventStore store) {
                    first.apply(store);
                    other.apply(store);
                }

                @Override
                public void durable() {
                    first.durable();
                    other.durable();
                }

                @Override
                public long[] successors() {
                    return LongStream.concat(LongStream.of(first.successors()), LongStream.of(other.successors()))
                            .toArray();
                }

                @Override
                public boolean delivered() {
                    return first.delivered() && other.delivered();
                }
            };
        }
    }
}
