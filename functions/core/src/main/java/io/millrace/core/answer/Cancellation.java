package io.millrace.core.answer;

import java.util.ArrayList;
import java.util.List;

/** Tells those who work on a reply that nobody wants it any more. Safe for use by many threads. */
public final class Cancellation {

    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Forgets an action that is no longer needed. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs what was registered, once. */
    public void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Has {@code action} run on the cancelling thread; at once where it is cancelled already. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    private synchronized void forget(Runnable action) {
        actions.remove(action);
    }
}
