package io.millrace.topology;

import java.util.List;

/**
 * What a Trigger says of a third party's step behind it, since no YAML of Knative's does: annotations {@code millrace.io/emits} and {@code millrace.io/revision}.
 *
 * @param emits the types of the events that it replies with; empty for one that only listens, and for a function of ours
 * @param revision changes when the step does something else to the same event; empty by default
 */
public record StepSpec(List<String> emits, String revision) {

    /** Replies with nothing that anybody should know. */
    public static final StepSpec NONE = new StepSpec(List.of(), "");

    public StepSpec {
        emits = List.copyOf(emits);
    }
}
