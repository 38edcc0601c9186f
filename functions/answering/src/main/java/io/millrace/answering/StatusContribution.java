package io.millrace.answering;

import java.util.Map;

/** Adds to the status what only the process around the functions knows, such as the broker's queues. */
public interface StatusContribution {

    Map<String, Object> status();
}
