package io.millrace.topology.flow;

import io.millrace.contracts.FunctionContract;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is wrong with a topology that reads well. */
public final class TopologyCheck {

    private TopologyCheck() {}

    /**
     * Compares the topology with what the functions take, emit and wait for, and with the Services that run them.
     *
     * @param services {@link FunctionServices#NONE} where they are not known
     * @param profile the broker whose waits count
     * @return problems by file and path; empty when all fits
     */
    public static List<TopologyProblem> problems(
            Topology topology, FunctionServices services, DeliveryProfile profile) {
        EventFlow flow = new EventFlow(topology, FunctionContract.ALL);
        List<TopologyProblem> problems = new ArrayList<>(services.problems());
        problems.addAll(FlowRules.problems(topology, flow));
        problems.addAll(DeliveryRules.problems(topology, flow, services, profile));
        problems.addAll(ServiceRules.problems(topology, flow, services, FunctionContract.ALL));
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparing(TopologyProblem::file).thenComparing(TopologyProblem::path))
                .toList();
    }
}
