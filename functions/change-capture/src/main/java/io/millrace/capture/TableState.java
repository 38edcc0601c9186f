package io.millrace.capture;

import java.util.Optional;
import java.util.Set;

/**
 * What a look at the database before the engine starts tells.
 *
 * @param lost why the log can't be read on from where it was; empty where it can, or never was
 * @param wholeBefore tables, as the log writes them, whose rows it has whole as they were before a change
 * @param mayEmit whether PostgreSQL lets the user write messages to the log
 */
record TableState(Optional<String> lost, Set<String> wholeBefore, boolean mayEmit) {

    TableState {
        wholeBefore = Set.copyOf(wholeBefore);
    }
}
