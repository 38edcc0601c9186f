package io.millrace.modelserver;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.concurrent.Semaphore;

/** What the bodies of all requests under way may take together, whoever sends them: who comes when it is taken is told to come back. */
final class BodyMemory {

    /** A body whose size nobody said takes its room in such steps. */
    private static final int STEP = 1 << 16;

    /** Texts take up to twice their bytes while they wait, so that is half of the heap. */
    private static final int SHARE_OF_HEAP = 4;

    private static final long MOST = 64L << 20;

    private final Semaphore bytes;
    private final int size;

    BodyMemory(int size) {
        this.size = size;
        this.bytes = new Semaphore(size);
    }

    /** A quarter of the heap, but room for one body of the largest size. */
    static BodyMemory ofHeap() {
        return new BodyMemory((int)
                Math.clamp(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, (long) HttpCall.MAX_BODY_BYTES, MOST));
    }

    int size() {
        return size;
    }

    /** Bytes that are taken now. */
    int taken() {
        return size - bytes.availablePermits();
    }

    /** Takes room for a body of so many bytes, all at once; BUSY where there is none. */
    Share share(int announced) {
        Share share = new Share();
        share.take(announced);
        return share;
    }

    /** One request's part, for as long as its texts are here. For one thread. */
    final class Share implements AutoCloseable {

        private int held;

        private Share() {}

        /** So many bytes have come by now. */
        void reached(int total) {
            if (total > held) {
                take(Math.max(STEP, total - held));
            }
        }

        /** No more will come. */
        void whole(int total) {
            if (total < held) {
                bytes.release(held - total);
                held = total;
            }
        }

        private void take(int more) {
            if (!bytes.tryAcquire(more)) {
                throw ProblemException.of(
                        Category.BUSY,
                        "server-busy",
                        "the requests under way hold the " + size
                                + " bytes that there are for them; try again in a second");
            }
            held += more;
        }

        @Override
        public void close() {
            bytes.release(held);
            held = 0;
        }
    }
}
