package io.millrace.local.activator;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** One life of a function: a process that is to listen on a port of the loopback interface. */
public interface FunctionProcess {

    int port();

    long pid();

    /** Asks it to end, as Kubernetes does by SIGTERM. */
    void terminate();

    /** Ends it. */
    void kill();

    /** Completes, with its exit code, when it is gone; the same at each call. */
    CompletableFuture<Integer> exit();

    /** Starts lives of one function. */
    interface Starter {

        /**
         * Starts one; it need not listen yet on return. May block.
         *
         * @throws IOException when the system starts no process
         */
        FunctionProcess start() throws IOException;
    }
}
