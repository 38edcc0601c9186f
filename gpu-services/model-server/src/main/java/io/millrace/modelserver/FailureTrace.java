package io.millrace.modelserver;

/** Where a request failed, on standard error: without messages, since a library's might quote the input. */
final class FailureTrace {

    private FailureTrace() {}

    static void print(Throwable failure) {
        System.err.println("a request failed: " + failure.getClass().getName());
        for (StackTraceElement frame : failure.getStackTrace()) {
            System.err.println("    at " + frame);
        }
    }
}
