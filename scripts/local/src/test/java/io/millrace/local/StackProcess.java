package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Stands in for {@code millrace up}, which might build first: a running stack until this process is ended. */
final class StackProcess {

    private StackProcess() {}

    /** Arguments: up --port 0 --data DIR, as the command line says them. The property {@code models} is the address of a model server. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        RunningStack stack = RunningStack.start(
                Path.of(arguments[4]),
                new RunningStack.Variant(false, null, URI.create(System.getProperty("models")), List.of()));
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "end of the stack"));
        System.out.println("{\"ready\": true}");
        new CountDownLatch(1).await();
    }
}
