package io.millrace.bench;

import java.io.IOException;

/** For a process of the command line's: it ends when its standard input does, which the parent holds, and what it has started never outlives it. */
public final class EndWithParent {

    private EndWithParent() {}

    /** Begins to look at standard input, which nobody else may read. */
    public static void watch() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly),
                        "end of what was started"));
        Thread.ofPlatform().daemon().name("end-with-parent").start(EndWithParent::awaitEnd);
    }

    private static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // until the parent closes it, or is gone
            }
        } catch (IOException e) {
            // then it is gone as well
        }
        System.exit(1);
    }
}
