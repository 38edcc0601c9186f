package io.millrace.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** Events with the numbers 0 to {@code size - 1}: when each was due, sent, accepted and received, by {@link System#nanoTime}. */
final class Batch {

    private final long[] due;
    private final long[] sent;
    private final long[] received;
    private final AtomicInteger receivedCount = new AtomicInteger();
    private final AtomicInteger acceptedCount = new AtomicInteger();
    private final AtomicInteger refusedCount = new AtomicInteger();
    private final AtomicInteger againCount = new AtomicInteger();

    Batch(int size) {
        due = new long[size];
        sent = new long[size];
        received = new long[size];
    }

    int size() {
        return sent.length;
    }

    void due(int number, long nanos) {
        due[number] = nanos;
    }

    void sent(int number, long nanos) {
        sent[number] = nanos;
    }

    void accepted() {
        acceptedCount.incrementAndGet();
    }

    void refused() {
        refusedCount.incrementAndGet();
    }

    /** On one thread. An event of another batch, which comes again, isn't counted. */
    void received(int number, long nanos) {
        if (number < received.length && received[number] == 0) {
            received[number] = nanos;
            receivedCount.incrementAndGet();
        } else {
            againCount.incrementAndGet();
        }
    }

    int acceptedCount() {
        return acceptedCount.get();
    }

    int refusedCount() {
        return refusedCount.get();
    }

    int receivedCount() {
        return receivedCount.get();
    }

    /** How many came that had come before. */
    int receivedAgain() {
        return againCount.get();
    }

    /** From each event's POST to the subscriber's request; only once all were received. */
    Percentiles hops() {
        return receivedAfter(sent);
    }

    /** The same from when it was due, so that a late load counts as well. */
    Percentiles hopsFromDue() {
        return receivedAfter(due);
    }

    private Percentiles receivedAfter(long[] start) {
        long[] nanos = new long[start.length];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = received[i] - start[i];
        }
        return new Percentiles(nanos);
    }
}
