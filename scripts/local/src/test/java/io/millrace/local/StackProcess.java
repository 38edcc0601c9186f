package io.millrace.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Stands in for {@code millrace up}, which might build first: a running stack until this process is ended. */
final class StackProcess {

    private StackProcess() {}

    /** Arguments: up --port 0 --data DIR, as the command line says them. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        RunningStack stack = RunningStack.start(Path.of(arguments[4]));
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "end of the stack"));
        System.out.println("{\"ready\": true}");
        new CountDownLatch(1).await();
    }
}
