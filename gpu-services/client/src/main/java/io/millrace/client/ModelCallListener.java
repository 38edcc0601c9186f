package io.millrace.client;

/** Hears how each call to a model's server ended; where several addresses are asked in turn, each is a call. Called on the thread that calls, so it must not take long. */
@FunctionalInterface
public interface ModelCallListener {

    /** What a call that was answered as it should be ended with. */
    String OK = "ok";

    /** Hears nothing. */
    ModelCallListener NONE = outcome -> {};

    /** @param outcome {@link #OK}, or the code of the problem, one of a dozen. What the caller broke off itself has none, and nobody hears of it */
    void ended(String outcome);
}
