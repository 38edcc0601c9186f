package io.millrace.runtime;

/**
 * Whether there are events that are still to be delivered. A process that has the broker has a bean of this; elsewhere nobody knows.
 */
public interface EventsUnderWay {

    boolean any();
}
