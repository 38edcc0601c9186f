package io.millrace.topology;

import java.util.List;

/** What reading a topology gave. */
public sealed interface TopologyReading {

    /** A topology without problems. */
    record Valid(Topology topology) implements TopologyReading {}

    /** Everything that is wrong, in the order of the files' names. */
    record Invalid(List<TopologyProblem> problems) implements TopologyReading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** The problems; empty for a valid topology. */
    default List<TopologyProblem> problems() {
        return switch (this) {
            case Valid valid -> List.of();
            case Invalid invalid -> invalid.problems;
        };
    }
}
