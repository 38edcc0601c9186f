package io.millrace.local.activator;

import java.util.List;

/**
 * What one function does just now.
 *
 * @param state running, starting or stopped
 * @param starts of its process since this one began
 * @param inside requests that are worked on
 * @param waiting requests that wait for a place or for the process
 * @param pids its process, if there is one, and those that are ending
 */
public record FunctionState(String name, String state, int starts, int inside, int waiting, List<Long> pids) {

    public FunctionState {
        pids = List.copyOf(pids);
    }
}
