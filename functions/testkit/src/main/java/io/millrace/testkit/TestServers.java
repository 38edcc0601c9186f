package io.millrace.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/** Which real servers tests run against, and which they ran against. */
public final class TestServers {

    /** The system property that is {@code true} where each is to be a container of Docker; the profile {@code containers} sets it. */
    public static final String CONTAINERS = "millrace.containers";

    /** Why a test that can't be run so is skipped then. */
    public static final String NOT_IN_A_CONTAINER = "not with servers in containers";

    /** What the launcher's summary looks for. */
    private static final String LINE = "[real server] ";

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private TestServers() {}

    public static boolean inContainers() {
        return Boolean.getBoolean(CONTAINERS);
    }

    /**
     * Puts a line into the test's output, from which the launcher makes its summary; once for each server of a JVM.
     *
     * @param server what it is and where it comes from
     */
    public static void tell(String server) {
        if (TOLD.add(server)) {
            System.out.println(LINE + server);
        }
    }

    /**
     * To be thrown by what needs a server that is not there, so that the test is skipped. Where that is before the first test of a class its report counts none: so the summary says it.
     *
     * @param reason names what is missing
     */
    static TestAbortedException absent(String reason) {
        tell("none, as " + reason);
        return new TestAbortedException(reason);
    }
}
