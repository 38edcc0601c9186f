package io.millrace.deployer;

import io.millrace.deployer.ObjectReport.State;
import java.util.List;

/**
 * What became of a deployment.
 *
 * @param namespace where the inventory is
 * @param objects in the order in which they were dealt with
 * @param problems what concerns no single object; each with its remedy
 */
public record DeployReport(String namespace, List<ObjectReport> objects, List<String> problems) {

    public DeployReport {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }

    /** Whether all is as it should be. */
    public boolean succeeded() {
        return problems.isEmpty()
                && objects.stream()
                        .allMatch(object -> object.state() != State.WAITING
                                && object.state() != State.FAILED
                                && object.action() != Action.REFUSED
                                && object.action() != Action.SKIPPED);
    }

    public long count(Action action) {
        return objects.stream().filter(object -> object.action() == action).count();
    }
}
