package io.millrace.source.row;

/**
 * Something wrong with a mapping.
 *
 * @param file name of the file
 * @param line from 1
 * @param what is wrong
 * @param remedy what to do
 */
public record MappingProblem(String file, int line, String what, String remedy) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + what + "; " + remedy;
    }
}
