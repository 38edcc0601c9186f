package io.millrace.client;

import java.util.Optional;

/** Tells which trace a call belongs to, so that the model server's own spans join it (W3C Trace Context). Asked on the thread that calls. */
@FunctionalInterface
public interface TraceContext {

    /** No call belongs to any. */
    TraceContext NONE = Optional::empty;

    /** The value of the header {@code traceparent}, as it came; empty where nobody traces. */
    Optional<String> traceparent();
}
