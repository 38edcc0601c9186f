package io.millrace.local;

import java.nio.file.Path;
import java.util.List;

/**
 * A program's classes, loaded and verified ahead (the JDK's class data sharing): with them a process of the functions takes half the CPU to start and to do what it does for
 * the first time. The first process that ends in order makes the archive, below target; the JVM itself sees when it does not fit the jars any more.
 */
final class ClassArchive {

    private ClassArchive() {}

    /** Options of a JVM that uses the archive, and makes it where there is none. */
    static List<String> made(String program) {
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file(program));
    }

    /** Options of a JVM that uses the archive where there is one, and whose class path may go on after the program's. */
    static List<String> used(String program) {
        return List.of("-XX:SharedArchiveFile=" + file(program));
    }

    private static Path file(String program) {
        return Path.of(System.getProperty("millrace.repository")).resolve("scripts/local/target/" + program + ".jsa");
    }
}
