package io.millrace.local.activator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life of one function's process: started by the first who wants in, ready when it listens, ended when nobody was inside for a while. Who wants in while there
 * is no place waits, in the order of coming. One that dies is started again as soon as somebody waits. All calls on one context.
 */
final class Activation {

    private static final Logger LOG = Logger.getLogger(Activation.class);

    /** Between two looks whether it listens. Knative's sidecar looks every 25 ms. */
    private static final long LOOK_MILLIS = 10;

    /** A start that takes longer hangs. */
    private static final long START_MILLIS = Duration.ofMinutes(3).toMillis();

    /** Whoever waits is told so when this many starts in a row came to nothing. */
    private static final int FAILED_STARTS = 3;

    /** How long a process may take to end when it is asked to. */
    private static final long GRACE_MILLIS = Duration.ofSeconds(30).toMillis();

    private final String name;
    private final Vertx vertx;
    private final Context context;
    private final FunctionProcess.Starter starter;
    private final FunctionLimits limits;
    private final NetClient looks;
    private final Queue<Promise<Place>> waiting = new ArrayDeque<>();
    private final Set<FunctionProcess> ending = new HashSet<>();
    private @Nullable Life life;
    private boolean closed;
    private int failedStarts;
    private int starts;

    Activation(String name, Vertx vertx, Context context, FunctionProcess.Starter starter, FunctionLimits limits) {
        this.name = name;
        this.vertx = vertx;
        this.context = context;
        this.starter = starter;
        this.limits = limits;
        this.looks = vertx.createNetClient();
    }

    /** A place in a process; to be left exactly once. */
    final class Place {

        private final Life in;

        private Place(Life in) {
            this.in = in;
        }

        int port() {
            return in.started().port();
        }

        void leave() {
            in.inside--;
            if (in == life) {
                advance();
            }
        }

        /** Leaves it, since nothing listens there: the process is dead, though its end has not been noticed yet, or has stopped listening. */
        void leaveDead() {
            in.inside--;
            if (in == life) {
                FunctionProcess dead = in.started();
                retire(in);
                dead.kill();
                advance();
            }
        }
    }

    /** Fails with a {@link NoPlaceException} when too many wait already, the process does not come up, or this machine stops. */
    Future<Place> enter() {
        if (closed) {
            return Future.failedFuture(new NoPlaceException("function-stopping", name + " is being stopped"));
        }
        if (!limits.mayWait(life == null ? 0 : life.inside, waiting.size())) {
            return Future.failedFuture(new NoPlaceException(
                    "function-busy", "too many requests wait for " + name + " already; send it again later"));
        }
        Promise<Place> promise = Promise.promise();
        waiting.add(promise);
        advance();
        return promise.future();
    }

    FunctionState state() {
        List<Long> pids = new ArrayList<>();
        String state = "stopped";
        int inside = 0;
        if (life != null) {
            state = life.ready ? "running" : "starting";
            inside = life.inside;
            if (life.process != null) {
                pids.add(life.process.pid());
            }
        }
        ending.forEach(process -> pids.add(process.pid()));
        return new FunctionState(name, state, starts, inside, waiting.size(), pids);
    }

    /** Lets nobody in any more, and completes when nobody is inside, or at the latest after {@code patience}; {@link #end} ends the process. */
    Future<Void> drain(Duration patience) {
        closed = true;
        refuseAll(new NoPlaceException("function-stopping", name + " is being stopped"));
        Promise<Void> drained = Promise.promise();
        long deadline = System.nanoTime() + patience.toNanos();
        vertx.setPeriodic(LOOK_MILLIS, timer -> {
            if (life == null || life.inside == 0 || System.nanoTime() > deadline) {
                vertx.cancelTimer(timer);
                drained.tryComplete();
            }
        });
        return drained.future();
    }

    /** Ends the process, if there is one; completes when it is gone. */
    Future<Void> end() {
        closed = true;
        List<Future<Integer>> exits = new ArrayList<>();
        if (life != null) {
            retire(life);
        }
        ending.forEach(process -> exits.add(Future.fromCompletionStage(process.exit(), context)));
        return Future.join(exits).mapEmpty();
    }

    /** Does what can be done now. */
    private void advance() {
        if (life == null) {
            if (!waiting.isEmpty() && !closed) {
                start();
            }
            return;
        }
        if (!life.ready) {
            return;
        }
        Life now = life;
        while (!waiting.isEmpty() && limits.hasPlace(now.inside)) {
            now.inside++;
            waiting.remove().complete(new Place(now));
        }
        if (now == life) {
            now.restartIdleClock();
        }
    }

    private void start() {
        Life begun = new Life();
        life = begun;
        starts++;
        context.<FunctionProcess>executeBlocking(starter::start).onComplete(started -> {
            if (started.failed()) {
                LOG.errorf(started.cause(), "%s can't be started", name);
                died(begun);
                return;
            }
            FunctionProcess process = started.result();
            begun.process = process;
            var _ = process.exit()
                    .thenAccept(code -> context.runOnContext(ignored -> {
                        ending.remove(process);
                        if (begun == life) {
                            LOG.warnf("%s (process %d) ended with exit code %d", name, process.pid(), code);
                        }
                        died(begun);
                    }));
            if (closed) {
                retire(begun);
                return;
            }
            vertx.setTimer(START_MILLIS, timer -> {
                if (begun == life && !begun.ready) {
                    LOG.errorf("%s (process %d) does not listen after %d ms", name, process.pid(), START_MILLIS);
                    process.kill();
                }
            });
            look(begun, process);
        });
    }

    /** Until it listens, or is gone. */
    private void look(Life begun, FunctionProcess process) {
        looks.connect(process.port(), "127.0.0.1").onComplete(connected -> {
            if (connected.succeeded()) {
                connected.result().close();
            }
            if (begun != life) {
                return;
            }
            if (connected.succeeded()) {
                begun.ready = true;
                failedStarts = 0;
                LOG.infof("%s runs (process %d)", name, process.pid());
                advance();
            } else {
                vertx.setTimer(LOOK_MILLIS, timer -> look(begun, process));
            }
        });
    }

    private void died(Life gone) {
        if (gone != life) {
            return;
        }
        gone.stopIdleClock();
        life = null;
        if (!gone.ready) {
            failedStarts++;
        }
        if (failedStarts >= FAILED_STARTS) {
            failedStarts = 0;
            refuseAll(new NoPlaceException("function-not-starting", name + " does not start; its log says why"));
        }
        advance();
    }

    /** Asks a process to end, which from now on is not the function's any more. */
    private void retire(Life old) {
        old.stopIdleClock();
        life = null;
        FunctionProcess process = old.process;
        if (process == null) {
            // It is being started, and ended as soon as there is a process.
            return;
        }
        ending.add(process);
        process.terminate();
        vertx.setTimer(GRACE_MILLIS, timer -> {
            if (ending.contains(process)) {
                process.kill();
            }
        });
    }

    private void refuseAll(NoPlaceException reason) {
        List<Promise<Place>> refused = List.copyOf(waiting);
        waiting.clear();
        refused.forEach(promise -> promise.fail(reason));
    }

    private final class Life {

        private static final long NO_TIMER = -1;

        private @Nullable FunctionProcess process;
        private boolean ready;
        private int inside;
        private long idleClock = NO_TIMER;

        FunctionProcess started() {
            if (process == null) {
                throw new IllegalStateException(name + " has no process yet");
            }
            return process;
        }

        void restartIdleClock() {
            stopIdleClock();
            if (inside == 0) {
                idleClock = vertx.setTimer(limits.idle().toMillis(), timer -> {
                    LOG.infof("%s had nothing to do for %s and ends", name, limits.idle());
                    retire(this);
                });
            }
        }

        void stopIdleClock() {
            vertx.cancelTimer(idleClock);
            idleClock = NO_TIMER;
        }
    }
}
