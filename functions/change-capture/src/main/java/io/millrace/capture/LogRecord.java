package io.millrace.capture;

import java.util.List;

/**
 * A record of a log.
 *
 * @param events what it comes to
 * @param position where it is: the same after a restart
 * @param done lets the log go on: called once it, and all before it, is announced and durable. Not called for a record that a later one stands for
 */
record LogRecord(List<LogEvent> events, String position, Done done) {

    /** What becomes of a record that is done with. */
    interface Done {
        void mark() throws InterruptedException;
    }

    LogRecord {
        events = List.copyOf(events);
    }
}
