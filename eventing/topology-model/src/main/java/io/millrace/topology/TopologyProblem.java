package io.millrace.topology;

/**
 * One thing that is wrong with a topology.
 *
 * @param file the file's name, without its folder
 * @param path where in the file, as in {@code spec.delivery.retry}; empty when the whole file is meant
 * @param message what is wrong, with the value
 * @param remedy what to do about it
 */
public record TopologyProblem(String file, String path, String message, String remedy) {

    @Override
    public String toString() {
        return (path.isEmpty() ? file : file + ": " + path) + ": " + message + " " + remedy;
    }
}
