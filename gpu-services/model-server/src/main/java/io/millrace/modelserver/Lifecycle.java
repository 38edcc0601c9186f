package io.millrace.modelserver;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where the server stands, and how much is under way. Safe for use by many threads. */
final class Lifecycle {

    enum Phase {
        /** Models are loaded and warmed up. */
        STARTING,
        SERVING,
        /** What is under way is finished, and nothing else is taken. */
        DRAINING
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile Phase phase = Phase.STARTING;
    private int underWay;

    Phase phase() {
        return phase;
    }

    void serve() {
        lock.lock();
        try {
            if (phase == Phase.STARTING) {
                phase = Phase.SERVING;
            }
        } finally {
            lock.unlock();
        }
    }

    /** False for a request that came too late; one that came in time must {@link #leave}. */
    boolean enter() {
        lock.lock();
        try {
            if (phase == Phase.DRAINING) {
                return false;
            }
            underWay++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            underWay--;
            if (underWay == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; whether all that was under way has ended within the time. */
    boolean drain(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            phase = Phase.DRAINING;
            while (underWay > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return underWay == 0;
        } finally {
            lock.unlock();
        }
    }
}
