package io.millrace.broker;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory of the bodies that come in or wait for the disk, over all senders. */
final class BodyBudget {

    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Share share() {
        return new Share();
    }

    /** What one body takes. */
    final class Share {
        private final AtomicLong bytes = new AtomicLong();

        /** Takes more; false when there isn't as much. */
        boolean take(int more) {
            if (taken.addAndGet(more) > maxBytes) {
                taken.addAndGet(-more);
                return false;
            }
            bytes.addAndGet(more);
            return true;
        }

        /** Gives back all that it has; what it has given back it doesn't give back again. */
        void release() {
            taken.addAndGet(-bytes.getAndSet(0));
        }
    }
}
