package io.millrace.source.row;

import java.util.List;
import java.util.stream.Collectors;

/** A mapping that can't be used. The message has a line for each problem. */
public final class MappingException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<MappingProblem> problems;

    MappingException(List<MappingProblem> problems) {
        super(problems.stream().map(MappingProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the file. */
    public List<MappingProblem> problems() {
        return problems;
    }
}
