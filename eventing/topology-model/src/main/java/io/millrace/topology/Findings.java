package io.millrace.topology;

import java.util.List;

/** Takes the problems of one file. */
record Findings(String file, List<TopologyProblem> problems) {

    void add(String path, String message, String remedy) {
        problems.add(new TopologyProblem(file, path, message, remedy));
    }

    /** Notes a field that is part of Knative's API, and that the local broker would not carry out. */
    void refuse(String path, boolean present, String why) {
        if (present) {
            add(path, "is not supported: " + why + ".", "Leave it out.");
        }
    }
}
