package io.millrace.modelserver;

import io.millrace.modelserver.ModelWorkers.Urgency;
import java.util.Collections;
import java.util.concurrent.Semaphore;

/** Keeps both workers of a server busy until it is let go. */
final class HeldWorkers implements AutoCloseable {

    private final ModelWorkers workers;
    private final Semaphore gate = new Semaphore(0);
    private final Semaphore held = new Semaphore(0);

    private HeldWorkers(ModelWorkers workers) {
        this.workers = workers;
    }

    static HeldWorkers of(RunningServer server) {
        HeldWorkers holder = new HeldWorkers(server.models().workers());
        Thread.startVirtualThread(holder::hold);
        holder.held.acquireUninterruptibly(2);
        return holder;
    }

    private final class Hold implements ModelWorkers.Work<String> {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String run(Lanes lanes) {
            held.release();
            gate.acquireUninterruptibly();
            gate.release();
            return "";
        }
    }

    private void hold() {
        try {
            workers.run(Urgency.QUESTION, Collections.nCopies(2, new Hold()), Deadline.NONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitWaiting(int texts) {
        while (workers.waiting() < texts) {
            Thread.onSpinWait();
        }
    }

    void letGo() {
        gate.release();
    }

    @Override
    public void close() {
        letGo();
    }
}
