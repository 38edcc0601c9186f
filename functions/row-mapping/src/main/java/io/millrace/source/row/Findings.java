package io.millrace.source.row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** What is wrong with a mapping file, as it is read: all of it at once, and not one thing a try. */
final class Findings {

    private final String file;
    private final List<MappingProblem> problems = new ArrayList<>();

    Findings(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void add(int line, String what, String remedy) {
        problems.add(new MappingProblem(file, line, what, remedy));
    }

    void add(Node node, String what, String remedy) {
        add(line(node), what, remedy);
    }

    /** @throws MappingException where there is anything */
    void throwIfAny() throws MappingException {
        if (!problems.isEmpty()) {
            throw new MappingException(problems.stream()
                    .sorted(Comparator.comparingInt(MappingProblem::line))
                    .toList());
        }
    }

    /** Of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
